import Diagnostics
import StoaCommerce
import StoaExpressions
import StrictYAML

/// What every rule file of a book is read with, and what is wrong with one file so far.
struct RuleReading {
    let settings: RulebookSettings
    private(set) var expressions: PromotionEnvironment
    let commands: CommandEnvironment

    /// - Parameter tables: what every expression may call.
    init(_ settings: RulebookSettings, tables: [DecisionTable] = []) {
        self.settings = settings
        expressions = PromotionEnvironment(currency: settings.currency) { $0.declare(tables: tables) }
        commands = CommandEnvironment(currency: settings.currency) { $0.declare(tables: tables) }
    }
}

extension RuleReading {
    /// `when` of a segment, callable from now on as `segment.<id>`.
    mutating func segment(_ fields: YAMLMappingReader) -> ReadSegment? {
        let idValue = fields.required("id")
        let id = idValue.flatMap { $0.name() }
        _ = fields.optional("title")?.localized()
        guard let when = fields.required("when"), let id, let idValue, let text = when.string() else { return nil }
        do throws(DiagnosticsError) {
            let condition = try expressions.declare(segment: id, SourceText(name: when.reader.source.name, text: text))
            return condition.map { ReadSegment(segment: $0, id: idValue.reference(to: id)) }
        } catch {
            when.reader.report(error.diagnostics, within: when.node)
            return nil
        }
    }
}

/// A segment as read from its file.
struct ReadSegment {
    let segment: SegmentCondition
    let id: Reference
}

/// A name that another file must declare, with its place.
struct Reference: Sendable {
    let name: String
    let source: SourceText
    let span: SourceSpan
}

extension YAMLMappingReader {
    /// Reports a field that the grammar has and the engine does not run yet, instead of ignoring it.
    func refuse(_ key: String, _ why: String) {
        guard has(key), let entry = node.entries?.first(where: { $0.key == key }) else { return }
        reader.report("notSupported", "'\(key)' is not supported yet: \(why)", hint: "remove '\(key)'", at: entry.keySpan)
    }
}

extension YAMLValue {
    /// A percentage as an exact fraction, above 0 (or from 0) and up to 100.
    func percent(zeroAllowed: Bool = false) -> Rational? {
        guard let text = decimalText() else { return nil }
        guard let value = try? Rational(decimal: text), zeroAllowed ? !value.isNegative : Rational.zero < value, value <= Rational(100)
        else {
            report("outOfRange", "\(name) is \(text.prefix(40)) percent", hint: "use a number above 0 and up to 100")
            return nil
        }
        return value
    }

    /// MONEY: `"50.00"` in the rulebook's currency, or `{ USD: "50.00", KRW: "65000" }`.
    func money(_ settings: RulebookSettings, zeroAllowed: Bool = false) -> MoneyTable? {
        if node.entries != nil {
            return mapping { fields in
                let amounts = fields.all.compactMap { entry, value -> Money? in
                    do throws(CommerceError) { return value.amount(in: try Currency(entry.key), zeroAllowed: zeroAllowed) } catch {
                        reader.report(
                            Diagnostic(code: error.code, error.message, hint: error.hint, source: reader.source, span: entry.keySpan))
                        return nil
                    }
                }
                guard !amounts.isEmpty else {
                    if fields.all.isEmpty { report("missingField", "\(name) names no amount", hint: "write { USD: \"50.00\" }") }
                    return nil
                }
                return MoneyTable(amounts)
            }
        }
        if let currency = settings.currency { return amount(in: currency, zeroAllowed: zeroAllowed).map { MoneyTable([$0]) } }
        // Any currency with enough digits will do to see whether the text is an amount at all.
        guard let text = moneyText(), let value = try? Rational(decimal: text) else {
            if isReadable, node.scalar != nil, !isBareInteger {
                report("invalidMoney", "\(name) is not an amount", hint: "write \"50.00\"")
            }
            return nil
        }
        guard zeroAllowed ? !value.isNegative : Rational.zero < value else {
            report("outOfRange", "\(name) is \(text)", hint: "use an amount above 0")
            return nil
        }
        return MoneyTable(inCartCurrency: text)
    }

    private func amount(in currency: Currency, zeroAllowed: Bool) -> Money? {
        guard let text = moneyText() else { return nil }
        do {
            let money = try Money(text, currency)
            guard zeroAllowed ? money.amount >= 0 : money.amount > 0 else {
                report("outOfRange", "\(name) is \(text)", hint: "use an amount above 0")
                return nil
            }
            return money
        } catch {
            report("invalidMoney", error.message, hint: error.hint)
            return nil
        }
    }

    private var isBareInteger: Bool {
        node.scalar?.style == .plain && (node.text ?? "").utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// A bare whole number could be meant in minor or in major units, so it is refused.
    private func moneyText() -> String? {
        if isBareInteger, !node.isAbsent {
            let text = node.text ?? ""
            report(
                "bareInteger", "\(name) is \(text): nobody can tell cents from dollars",
                hint: "write it in quotes, in major units: \"\(text).00\"")
            return nil
        }
        return string()
    }

    /// Text in one language, or a mapping of language tags to texts.
    func localized() -> LocalizedText? {
        guard node.entries != nil else { return string().map { ["en": $0] } }
        return mapping { fields in
            var texts: LocalizedText = [:]
            for (entry, value) in fields.all { texts[entry.key] = value.string() }
            return texts
        }
    }

    /// An id: 1 to 100 characters of letters, digits and `_ - . / @ #`.
    func identifier() -> String? {
        guard let text = string() else { return nil }
        do { return try ID<Tenant>(text).text } catch {
            report("invalidId", error.message, hint: error.hint)
            return nil
        }
    }

    /// A list of texts (or one alone), without repetitions.
    func texts() -> [String]? {
        var seen: Set<String> = []
        return listOrOne(countMax: RuleLimits.listMax) { item in
            guard let text = item.string() else { return nil as String? }
            if !seen.insert(text).inserted { item.report("repeated", "'\(text)' stands in \(name) twice", hint: "remove one") }
            return text
        }
    }

    func quantity() -> Int64? { integer(in: 1...Int(Cart.quantityMax)).map(Int64.init) }

    /// Compiles a bare expression; its findings are moved to where its text stands in the file.
    func expression<Compiled>(_ compile: (SourceText) throws(DiagnosticsError) -> Compiled) -> Compiled? {
        guard let text = string() else { return nil }
        do throws(DiagnosticsError) { return try compile(SourceText(name: reader.source.name, text: text)) } catch {
            reader.report(error.diagnostics, within: node)
            return nil
        }
    }

    func reference(to name: String) -> Reference { Reference(name: name, source: reader.source, span: node.span) }
}
