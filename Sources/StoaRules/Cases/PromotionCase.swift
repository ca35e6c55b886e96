import Diagnostics
import JSONDocument
import StoaCommerce

/// A worked case of another system's own tests, told in the vocabulary of `data/promotions`: a cart in minor units and
/// promotions by effect. It is translated into rule files and answered by the engine like any merchant's rules.
public struct PromotionCase: Sendable {
    public let id: String
    /// One file a promotion, and the rulebook.
    public let ruleFiles: [SourceText]
    /// The cart with positional ids, which decide the order of lines.
    public let cart: Cart
    /// The case's own line ids, in order.
    let lineIDs: [String]

    /// Reads one case: an object with `cart` and `promotions`.
    ///
    /// - Throws: the JSON parser's findings; `case.malformed`, `case.notExpressible` for a word that the vocabulary does
    ///   not have.
    public init(reading source: SourceText) throws(DiagnosticsError) {
        let json = try JSON(parsing: source.text, name: source.name)
        do throws(CaseError) { try self.init(json) } catch {
            throw DiagnosticsError([Diagnostic(code: error.code, error.message, hint: error.hint, source: source)])
        }
    }

    /// - Throws: `case.malformed`, `case.notExpressible`.
    public init(_ json: JSON) throws(CaseError) {
        let fields = CaseFields(json, path: "")
        id = try fields.text("id") ?? "case"
        let cart = try CaseCart(fields.object("cart"))
        self.cart = cart.cart
        lineIDs = cart.lineIDs
        ruleFiles = try CaseTranslator(cart: cart).files(for: try fields.list("promotions"))
    }

    /// What the engine answers.
    ///
    /// - Throws: `case.notExpressible` with the finding of a translated rule that the engine refuses; a quote's codes.
    public func answer() throws(CaseError) -> CaseAnswer {
        let book: Rulebook
        do throws(DiagnosticsError) { book = try Rulebook.compile(ruleFiles) } catch {
            throw CaseError(code: "case.notExpressible", error.description)
        }
        let quote: Quote
        do throws(RulesError) { quote = try book.quote(cart, at: Instant(millisecondsSince1970: 0)) } catch {
            throw CaseError(code: error.code, error.message, hint: error.hint)
        }
        var lineDiscounts: [String: Int64] = [:]
        for (id, line) in zip(lineIDs, quote.lines) { lineDiscounts[id] = line.discount }
        let names = Dictionary(zip(cart.lines.map(\.id), lineIDs), uniquingKeysWith: { first, _ in first })
        let gifts = quote.gifts.map { Quote.Gift(sku: names[$0.sku] ?? $0.sku, quantity: $0.quantity) }
        return CaseAnswer(
            lineDiscounts: lineDiscounts, totalDiscount: quote.totals.discount,
            total: quote.totals.items + quote.totals.shipping - quote.totals.discount,
            undistributed: quote.undistributed > 0 ? quote.undistributed : nil, gifts: gifts.isEmpty ? nil : gifts)
    }
}

/// The answer to a worked case, in minor units; `total` is items and shipping less discounts.
public struct CaseAnswer: Sendable, Hashable, Codable {
    /// Positive amounts off each line.
    public let lineDiscounts: [String: Int64]
    /// Off items and shipping together.
    public let totalDiscount: Int64
    public let total: Int64
    public let undistributed: Int64?
    public let gifts: [Quote.Gift]?
}

/// Why a case has no answer.
public struct CaseError: Error, Sendable, Hashable {
    public let code: String
    public let message: String
    public let hint: String?

    public init(code: String, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}

/// The fields of one object of a case, with its place for messages.
struct CaseFields {
    let fields: [String: JSON]
    let path: String

    init(_ json: JSON, path: String) {
        fields = json.object ?? [:]
        self.path = path
    }

    func has(_ name: String) -> Bool { fields[name].map { !$0.isNull } ?? false }

    func text(_ name: String) throws(CaseError) -> String? {
        guard has(name), let value = fields[name] else { return nil }
        guard let text = value.string else { throw malformed(name, "a text") }
        return text
    }

    func integer(_ name: String) throws(CaseError) -> Int64? {
        guard has(name), let value = fields[name] else { return nil }
        if let number = value.integer { return number }
        if let text = value.string, let number = Int64(text) { return number }
        throw malformed(name, "a whole number")
    }

    func required(_ name: String) throws(CaseError) -> Int64 {
        guard let number = try integer(name) else { throw malformed(name, "a whole number") }
        return number
    }

    /// A decimal as its text, given as text or as a number.
    func decimal(_ name: String) throws(CaseError) -> String? {
        guard has(name), let value = fields[name] else { return nil }
        if let text = value.string { return text }
        if let number = value.integer { return String(number) }
        if let number = value.double { return String(number) }
        throw malformed(name, "a decimal number")
    }

    func bool(_ name: String) throws(CaseError) -> Bool {
        guard has(name), let value = fields[name] else { return false }
        guard let flag = value.bool else { throw malformed(name, "true or false") }
        return flag
    }

    func object(_ name: String) throws(CaseError) -> CaseFields {
        guard let value = fields[name], value.object != nil else { throw malformed(name, "an object") }
        return CaseFields(value, path: path + "/" + name)
    }

    func list(_ name: String) throws(CaseError) -> [CaseFields] {
        guard let items = fields[name]?.array else { throw malformed(name, "a list") }
        return items.enumerated().map { CaseFields($0.element, path: "\(path)/\(name)/\($0.offset)") }
    }

    func malformed(_ name: String, _ wanted: String) -> CaseError {
        CaseError(code: "case.malformed", "'\(path)/\(name)' is not \(wanted)")
    }
}
