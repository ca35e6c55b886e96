import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `rulebook.publish`: all rules of a tenant together become a version. It changes no price before it is activated.
struct PublishRulebook: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let files: [RuleFile]
        let note: String?

        static let schema = Schema.object(
            title: "RulebookPublication",
            fields: [
                .required(
                    "files", .array(of: RulebookSchemas.file, minItems: 1, maxItems: RuleLimits.rulesMax),
                    "every rule of the tenant; the tests beside them are run"),
                .optional("note", .string(minLength: 1, maxLength: 500), "what it is for"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let id: ID<RulebookVersion>
        let isNew: Bool
        let promotions: Int
        let tests: Int

        static let schema = Schema.object(
            title: "RulebookPublished",
            fields: [
                .required("id", RulebookSchemas.id, "SHA-256 of the rules: equal rules are the same version"),
                .required("isNew", .boolean(), "false when it was published before; then nothing has changed"),
                .required("promotions", .integer(minimum: 0)), .required("tests", .integer(minimum: 0), "tests that ran, and passed"),
            ])
    }

    let definition = OperationDefinition(
        "rulebook.publish", .command, "Compiles, tests and keeps all rules together as a new version, without activating it.",
        roles: RulebookSchemas.roles, route: .init(.post, "/v1/rulebooks"), events: ["rulebook.published"],
        errors: ["rulebook.invalid", "rulebook.testsFailed", "rulebook.tooLarge", "rulebook.badFileName"], creates: true,
        bodyBytesMax: PublishRulebook.bodyBytesMax)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        try check(input.files)
        let operations = context.operations
        let checked = context.pinned("rulebook.checked") { Result { () throws(Refusal) in try judge(input.files, operations) } }
        let book: Rulebook
        let tests: Int
        do { (book, tests) = try checked.get() } catch { throw .refused(error) }
        let version = RulebookVersion(book, input.files, origin: .published, by: context.actor.id, at: context.now, note: input.note)
        let isNew = try context.keep(version, input.files)
        if isNew {
            var control = try context.rulebookControl()
            control.value.latest = version.id
            try context.save(control)
            context.emit("rulebook.published", about: version.id, ["rulebook": .string(book.hash), "by": .string(context.actor.id)])
        }
        return Output(id: version.id, isNew: isNew, promotions: book.promotionIDs.count, tests: tests)
    }

    /// A book of ``RuleLimits/bookBytesMax`` as JSON, with line ends and quotes escaped.
    static let bodyBytesMax = RuleLimits.bookBytesMax / 2 * 3

    private func check(_ files: [RuleFile]) throws(Interruption) {
        var names: Set<String> = []
        for file in files where !file.hasProperName || !names.insert(file.name).inserted {
            throw .refused(
                Refusal(
                    .invalid, code: "rulebook.badFileName", "a file cannot be named '\(file.name.prefix(200))', or two have this name",
                    hint: "name files as in a folder of rules: mugs-10-percent/rule.yaml"))
        }
        for file in files where file.isTest && file.text.utf8.count > RuleLimits.fileBytesMax {
            throw .refused(
                Refusal(
                    .tooLarge, code: "rulebook.tooLarge", "'\(file.name)' has \(file.text.utf8.count) bytes",
                    hint: "a file of tests has at most \(RuleLimits.fileBytesMax)"))
        }
        let bytes = files.reduce(0) { $0 + $1.text.utf8.count }
        guard bytes <= RuleLimits.bookBytesMax else {
            throw .refused(
                Refusal(
                    .tooLarge, code: "rulebook.tooLarge", "the files have \(bytes) bytes together",
                    hint: "a rulebook has at most \(RuleLimits.bookBytesMax); shorten its largest files, the tables in CSV"))
        }
    }

    /// Compiles, and runs the tests. One mistake in one file fails the whole book, and all of them are told.
    private func judge(_ files: [RuleFile], _ operations: [OperationAccess]) throws(Refusal) -> (Rulebook, Int) {
        let book: Rulebook
        do { book = try rulebooks.compiled(files).get() } catch {
            throw refusal("rulebook.invalid", error.diagnostics, among: files)
        }
        let strangers = book.findings(about: operations, in: files.filter { !$0.isTest }.map(\.source)).map(\.diagnostic)
        guard strangers.isEmpty else { throw refusal("rulebook.invalid", strangers, among: files) }
        let report = RuleTests.run(files.filter(\.isTest).map(\.source), on: book, from: files.filter { !$0.isTest }.map(\.source))
        let mistakes = report.diagnostics.filter { $0.severity == .error }
        guard mistakes.isEmpty else { throw refusal("rulebook.invalid", mistakes, among: files) }
        let failed = report.outcomes.filter { !$0.failures.isEmpty }
        guard failed.isEmpty else {
            let failures = failed.prefix(PublishRulebook.findingsMax).map { outcome -> JSON in
                ["file": .string(outcome.file), "name": .string(outcome.name), "failures": .array(outcome.failures.map { .string($0) })]
            }
            throw Refusal(
                .invalid, code: "rulebook.testsFailed", "\(failed.count) of \(report.testCount) tests fail",
                hint: "mend the rules or the tests; 'stoa test' runs them", payload: ["failed": .array(failures)])
        }
        return (book, report.testCount)
    }

    /// Findings that an answer names; a book of a thousand broken files needs no thousand sentences.
    private static let findingsMax = 1_000

    private func refusal(_ code: String, _ findings: [Diagnostic], among files: [RuleFile]) -> Refusal {
        let shown = findings.prefix(PublishRulebook.findingsMax)
        let positions = Dictionary(files.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
        return Refusal(
            .invalid, code: code, "the rules have \(findings.count) mistakes", hint: "mend all of them; 'stoa check' finds them as well",
            violations: shown.map { finding in
                let file = finding.source.flatMap { positions[$0.name] }
                let pointer = JSONPointer.root.appending("files")
                let place = [finding.source?.name, finding.position.map { "\($0.line):\($0.column)" }].compactMap(\.self)
                return SchemaViolation(
                    pointer: file.map { pointer.appending($0).appending("text") } ?? pointer, code: finding.code,
                    message: (place + [finding.message]).joined(separator: ": "), hint: finding.hint)
            }, payload: ["findings": .array(shown.map(\.json))])
    }
}
