import Crypto
import Diagnostics
import StoaCommerce
import StoaExtension
import StrictYAML

extension Rulebook {
    /// A book without rules.
    public static let empty = Rulebook(
        hash: digest([]), settings: RulebookSettings(), promotions: [], coupons: [], gates: [],
        environment: RuleReading(RulebookSettings()).expressions)

    /// Compiles all files of a tenant together. One bad file fails the whole book.
    ///
    /// - Parameter files: in any order; each holds one rule, or the `Rulebook` itself. Names are shown in findings.
    /// - Throws: every mistake of every file, in the order of file names.
    public static func compile(_ files: [SourceText]) throws(DiagnosticsError) -> Rulebook {
        let (book, findings) = read(files)
        let errors = findings.filter { $0.severity == .error }
        guard let book, errors.isEmpty else { throw DiagnosticsError(errors) }
        return book
    }

    /// As ``compile(_:)``, with warnings too; no book when there are errors.
    static func read(_ files: [SourceText]) -> (book: Rulebook?, findings: [Diagnostic]) {
        var compiler = RulebookCompiler()
        return compiler.compile(files.sorted { $0.name < $1.name })
    }

    /// Names are part of the digest as far as they tell rules apart: the last two parts of a path.
    static func digest(_ files: [SourceText]) -> String {
        var hash = SHA256()
        var entries = files.map { file in
            let name = file.name.split(separator: "/")
            // The book's own file stands in no folder of its own: what the folder of rules is called is nobody's business.
            return (name.suffix(name.last == "rulebook.yaml" ? 1 : 2).joined(separator: "/"), file.text)
        }
        entries.sort { $0 < $1 }
        for (name, text) in entries {
            for part in [name, text] {
                hash.update(data: Array("\(part.utf8.count):".utf8))
                hash.update(data: Array(part.utf8))
            }
        }
        return hash.finalize().hexadecimal
    }
}

/// One run over the files of a book.
private struct RulebookCompiler {
    private var findings: [Diagnostic] = []
    private var promotions: [ReadPromotion] = []
    private var prices: [ReadPrice] = []
    private var coupons: [ReadCoupon] = []
    private var gates: [ReadGate] = []
    private var tables: [ReadTable] = []
    private var segments: [ReadSegment] = []
    private var stacks: [ReadStacks] = []
    private var commissions: [ReadCommission] = []
    private var taxes: [ReadTax] = []
    private var standing = ReadStandingRules()
    private var milestones: [(rows: [Milestone], id: Reference)] = []
    private var tiers: [(rule: CustomerTiers, id: Reference)] = []

    /// The kinds of `rules.md` that this engine does not decide yet, so that the error can say so.
    private static let laterKinds: Set<String> = [
        "Workflow"
    ]

    mutating func compile(_ files: [SourceText]) -> (book: Rulebook?, findings: [Diagnostic]) {
        if files.count > RuleLimits.rulesMax {
            let finding = Diagnostic(
                code: "rule.tooManyRules", "the book has \(files.count) rules", hint: "use at most \(RuleLimits.rulesMax)")
            return (nil, [finding])
        }
        let readers = files.filter { !$0.isData }.compactMap { open($0) }
        let settings = readSettings(readers)
        let sources = TableSources(readers.filter { kind(of: $0) == "Table" && isReadable($0) }, data: files.filter(\.isData))
        tables = sources.read(settings, &findings, schema: readSchema)
        var reading = RuleReading(settings, tables: tables.map(\.table))
        let segments = CallOrder(readers.filter { kind(of: $0) == "Segment" }, calling: "segment") { [$0["when"]].compactMap(\.self) }
        let others = readers.filter { !["Rulebook", "Segment"].contains(kind(of: $0)) && !(kind(of: $0) == "Table" && isReadable($0)) }
        for reader in segments.sorted() + others {
            read(reader, with: &reading)
            findings += reader.diagnostics
        }
        checkNames()
        checkGroups()
        let sorted = findings.sorted { left, right in
            (left.source?.name ?? "", left.span?.start ?? 0) < (right.source?.name ?? "", right.span?.start ?? 0)
        }
        guard !findings.contains(where: { $0.severity == .error }) else { return (nil, sorted) }
        let book = Rulebook(
            hash: Rulebook.digest(files), settings: settings, promotions: promotions.map(\.rule),
            prices: prices.map(\.rule), coupons: coupons.map(\.coupon),
            gates: gates.map(\.gate).sorted(by: Gate.isJudgedBefore), tables: tables.map(\.table),
            segments: self.segments.map(\.segment), commissions: commissions.map(\.schedule),
            taxes: taxes.map(\.table), standing: standing.rules,
            environment: reading.expressions, loyalty: loyalty)
        return (book, sorted)
    }

    private var loyalty: LoyaltyRules {
        LoyaltyRules(
            milestones: milestones.sorted { $0.id.name < $1.id.name }.flatMap { $0.rows }, tiers: tiers.first?.rule,
            expiries: Dictionary(
                promotions.compactMap { read in read.expires.map { (read.id.name, $0) } }, uniquingKeysWith: { first, _ in first }))
    }

    private mutating func open(_ file: SourceText) -> YAMLReader? {
        guard file.text.utf8.count <= RuleLimits.fileBytesMax else {
            findings.append(
                Diagnostic(
                    code: "rule.fileTooLarge", "the file has \(file.text.utf8.count) bytes",
                    hint: "a rule file has at most \(RuleLimits.fileBytesMax)", source: SourceText(name: file.name, text: "")))
            return nil
        }
        return YAMLReader(YAMLDocument(reading: file), area: "rule")
    }

    private func kind(of reader: YAMLReader) -> String? { reader.root?.node["kind"]?.text }

    private func isReadable(_ reader: YAMLReader) -> Bool { reader.root?.isReadable ?? false }

    private mutating func readSettings(_ readers: [YAMLReader]) -> RulebookSettings {
        var settings: RulebookSettings?
        for reader in readers where kind(of: reader) == "Rulebook" {
            if settings != nil, let root = reader.root {
                root.report("duplicateRulebook", "the book has two files of kind Rulebook", hint: "keep one")
            }
            let read = reader.root?.mapping(RuleShapes.rulebook) { fields in
                readSchema(fields)
                return RuleReading.settings(fields)
            }
            settings = settings ?? read
            findings += reader.diagnostics
        }
        return settings ?? RulebookSettings()
    }

    private func readSchema(_ fields: YAMLMappingReader) {
        if let schema = fields.optional("schema"), let text = schema.string(), text != RuleShapes.version {
            schema.report("unknownSchema", "the schema '\(text)' is not known", hint: "use \(RuleShapes.version)")
        }
    }

    private mutating func read(_ reader: YAMLReader, with reading: inout RuleReading) {
        // A file of an unknown kind is judged by its kind alone: its fields have no grammar here.
        guard let root = reader.root, root.isReadable else { return }
        guard root.node.entries != nil else {
            root.report("wrongKind", "the file is \(root.node.kindName); expected a rule", hint: "start with 'kind: Promotion'")
            return
        }
        guard let kind = kind(of: reader) else {
            root.report("missingField", "the file has no 'kind'", hint: "start with 'kind: Promotion'")
            return
        }
        guard let shape = RuleShapes.shape(ofKind: kind) else { return refuse(kind, reader) }
        _ = root.mapping(shape) { fields -> Bool? in
            readSchema(fields)
            switch kind {
            case "Promotion": if let rule = reading.promotion(fields) { promotions.append(rule) }
            case "Price": if let price = reading.price(fields) { prices.append(price) }
            case "Earn":
                switch reading.earn(fields) {
                case .points(let rule)?: promotions.append(rule)
                case .milestones(let rows, let id)?: milestones.append((rows, id))
                case .tiers(let rule, let id)?: tiers.append((rule, id))
                case nil: break
                }
            case "Segment": if let segment = reading.segment(fields) { segments.append(segment) }
            case "Commission": if let commission = reading.commission(fields) { commissions.append(commission) }
            case "Tax": if let tax = reading.tax(fields) { taxes.append(tax) }
            case "Stacks": if let read = reading.stacks(fields) { stacks.append(read) }
            case let kind where ReadStandingRules.kinds.contains(kind): standing.read(kind, fields, with: reading)
            case "Coupon": if let coupon = reading.coupon(fields) { coupons.append(coupon) }
            default: if let gate = reading.gate(fields) { gates.append(gate) }
            }
            return true
        }
    }

    private func refuse(_ kind: String, _ reader: YAMLReader) {
        guard let node = reader.root?.node["kind"] else { return }
        if Self.laterKinds.contains(kind) {
            reader.report("kindNotSupported", "rules of kind \(kind) are not supported yet", hint: "remove the file", at: node)
        } else {
            let nearest = suggestion(for: kind, among: RuleShapes.kinds.map(\.kind))
            reader.report("unknownKind", "there is no kind '\(kind)'", hint: nearest, at: node)
        }
    }

    // MARK: Names across files

    private mutating func checkNames() {
        let ids =
            promotions.map(\.id) + prices.map(\.id) + coupons.map(\.id) + gates.map(\.id) + tables.map(\.id) + segments.map(\.id)
            + stacks.map(\.id) + commissions.map(\.id) + taxes.map(\.id) + standing.ids + milestones.map { $0.id } + tiers.map { $0.id }
        reportRepeated(ids, "duplicateId") { "'\($0)' is the id of two rules" }
        reportRepeated(coupons.flatMap(\.codes), "duplicateCode") { "the code '\($0)' is given out by two campaigns" }
        let zones = taxes.flatMap(\.zones)
        reportRepeated(zones, "duplicateZone") { "the zone '\($0)' has two Tax tables" }
        checkCommissions()
        for second in tiers.dropFirst() {
            report("duplicateTiers", "'\(second.id.name)' is a second rule with the tiers of customers", hint: "keep one", at: second.id)
        }
        let campaigns = Set(coupons.map(\.id.name))
        for reference in promotions.flatMap(\.coupons) where !campaigns.contains(reference.name) {
            report(
                "unknownCoupon", "there is no Coupon '\(reference.name)'",
                hint: suggestion(for: reference.name, among: campaigns) ?? "add a file of kind Coupon with this id", at: reference)
        }
        let names = Set(promotions.map(\.id.name)).union(promotions.compactMap(\.rule.stack.group))
        // A plugin's proposals are known by `vendor/plugin` or `vendor/plugin#id`; which exist is not in the book.
        for reference in promotions.flatMap(\.conflicts) where !names.contains(reference.name) && !reference.name.contains("/") {
            report(
                "unknownName", "there is no promotion or group '\(reference.name)'", hint: suggestion(for: reference.name, among: names),
                at: reference)
        }
    }

    private mutating func reportRepeated(_ references: [Reference], _ code: String, _ message: (String) -> String) {
        var seen: Set<String> = []
        for reference in references where !seen.insert(reference.name).inserted {
            report(code, message(reference.name), hint: "choose another", at: reference)
        }
    }

    /// Of schedules that are equally special and come into force at once nobody could say which counts.
    private mutating func checkCommissions() {
        for (place, second) in commissions.enumerated() {
            guard let first = commissions[..<place].first(where: { $0.schedule.isRival(of: second.schedule) }) else { continue }
            report(
                "sameScope", "'\(second.id.name)' and '\(first.id.name)' claim the same sales from the same time on",
                hint: "name other sellers, categories or channels, or let one begin later with 'active: { from: … }'", at: second.id)
        }
    }

    /// One limit a group: a rule that states none takes the group's.
    private mutating func checkGroups() {
        var limits = declaredGroups()
        for stated in promotions.compactMap(\.groupLimit) {
            if let known = limits[stated.group], known != stated.atMost {
                report(
                    "groupLimitDiffers", "the group '\(stated.group)' has 'atMost: \(known)' in another rule",
                    hint: "state the same number, or state it once", at: stated.place)
            }
            limits[stated.group] = limits[stated.group] ?? stated.atMost
        }
        promotions = promotions.map { read in
            guard let group = read.rule.stack.group, let limit = limits[group] else { return read }
            return ReadPromotion(
                rule: read.rule.withGroupLimit(limit), coupons: read.coupons, conflicts: read.conflicts, groupLimit: read.groupLimit,
                group: read.group, id: read.id, expires: read.expires)
        }
    }

    /// The limits of declared groups. Where groups are declared at all, every group is.
    private mutating func declaredGroups() -> [String: Int] {
        let groups = stacks.flatMap(\.groups)
        var limits: [String: Int] = [:]
        for (place, atMost) in groups where limits.updateValue(atMost, forKey: place.name) != nil {
            report("duplicateGroup", "the group '\(place.name)' is declared twice", hint: "keep one", at: place)
        }
        guard !stacks.isEmpty else { return [:] }
        for group in promotions.compactMap(\.group) where limits[group.name] == nil {
            report(
                "unknownGroup", "the group '\(group.name)' is not declared",
                hint: suggestion(for: group.name, among: limits.keys) ?? "declare it in the file of kind Stacks", at: group)
        }
        return limits
    }

    private mutating func report(_ what: String, _ message: String, hint: String?, at place: Reference) {
        findings.append(Diagnostic(code: "rule.\(what)", message, hint: hint, source: place.source, span: place.span))
    }
}

extension Promotion {
    fileprivate func withGroupLimit(_ limit: Int) -> Promotion {
        var stack = stack
        stack.atMost = limit
        return Promotion(
            id: id, title: title, message: message, stage: stage, active: active, channels: channels, sellers: sellers, coupons: coupons,
            when: when, spend: spend, lines: lines, take: take, times: times, allowsPartialSet: allowsPartialSet, gives: gives,
            stack: stack, floor: floor, funder: funder, limits: limits, returns: returns)
    }
}
