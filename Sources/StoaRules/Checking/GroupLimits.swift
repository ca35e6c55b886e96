import Diagnostics
import StoaCommerce
import StrictYAML

/// Shows what two limits for one group mean: a book with such a mistake is not compiled, so the same cart is quoted with
/// either limit in all of the group's rules.
struct GroupLimits {
    private let files: [SourceText]

    init(_ files: [SourceText]) { self.files = files }

    /// The mistake, with a counterexample where one is found; other mistakes as they are.
    func shown(_ mistake: Diagnostic) -> RuleFinding {
        guard mistake.code == "rule.groupLimitDiffers", let source = mistake.source, let stated = limit(in: source) else {
            return RuleFinding(mistake)
        }
        let texts = files.compactMap { limit(in: $0) }.filter { $0.group == stated.group }.map(\.text)
        guard let other = texts.first(where: { $0 != stated.text }) else { return RuleFinding(mistake) }
        let limits = [stated.text, other].sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
        let books = limits.compactMap { compiled(stated.group, atMost: $0) }
        guard books.count == 2, let trial = trial(books[0], books[1], stated.group) else { return RuleFinding(mistake) }
        let quotes = books.compactMap {
            try? $0.quote(trial.cart, codes: trial.codes, recognized: $0.specimens(in: trial.codes), at: trial.at)
        }
        guard quotes.count == 2 else { return RuleFinding(mistake) }
        let exhibits = zip(limits, quotes).map { limit, quote in
            Counterexample.Exhibit(trial: trial, only: nil, changed: "atMost: \(limit)", quote: quote)
        }
        let totals = zip(limits, quotes).map { "with 'atMost: \($0)' \($1.totals.total.text(in: trial.cart.currency))" }
        return RuleFinding(
            mistake, counterexample: Counterexample(shows: "the cart costs \(totals.joined(separator: ", "))", exhibits: exhibits))
    }

    // MARK: The book with one limit

    private func limit(in file: SourceText) -> (group: String, text: String, span: SourceSpan)? {
        guard !file.isData, let stack = YAMLDocument(reading: file).root?["stack"], let group = stack["group"]?.text,
            let node = stack["atMost"],
            let text = node.text
        else { return nil }
        return (group, text, node.span)
    }

    private func compiled(_ group: String, atMost text: String) -> Rulebook? {
        let changed = files.map { file -> SourceText in
            guard let limit = limit(in: file), limit.group == group else { return file }
            let bytes = Array(file.text.utf8)
            let parts = [Array(bytes[..<limit.span.start]), Array(text.utf8), Array(bytes[limit.span.end...])]
            return SourceText(name: file.name, text: String(decoding: parts.joined(), as: UTF8.self))
        }
        return Rulebook.read(changed).book
    }

    // MARK: A cart that the limits price differently

    private func trial(_ strict: Rulebook, _ loose: Rulebook, _ group: String) -> Trial? {
        let study = Study(loose, places: RulePlaces([]), stepsMax: RuleAnalysis.stepsMax)
        let members = study.rules.filter { $0.stack.group == group }
        for (index, first) in members.enumerated() {
            for requirement in study.requirements(of: first) where requirement.contradiction == nil {
                let currency = study.currency(of: first)
                var (all, rules) = (requirement, [first])
                for other in members[(index + 1)...] where other.take.isEmpty && other.isStated(in: currency) {
                    let more = study.requirements(of: other, in: currency).map { all.adding($0.clauses) }
                    guard let both = more.first(where: { $0.contradiction == nil }) else { continue }
                    all = both
                    rules.append(other)
                }
                guard let trial = study.maker(for: rules, currency: currency).trial(all),
                    let one = try? strict.quote(
                        trial.cart, codes: trial.codes, recognized: strict.specimens(in: trial.codes), at: trial.at),
                    let two = study.quote(trial),
                    one.totals.total != two.totals.total
                else { continue }
                return trial
            }
        }
        return nil
    }
}
