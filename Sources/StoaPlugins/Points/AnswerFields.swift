import Diagnostics
import LuaSandbox
import StoaCommerce

/// The fields of one element of an answer.
struct AnswerFields {
    /// With the longest plugin id and `#` before it, 100: the most that an id may have anywhere.
    static let localIDBytesMax = 38

    let path: String
    let currency: String
    private let fields: [LuaField]?
    private let what: String
    private let kind: String

    /// - Parameters:
    ///   - path: of the element: `[3]`.
    ///   - what: a discount, a price.
    init(element: LuaValue, _ what: String, path: String, currency: String) {
        self.what = what
        self.path = path
        self.currency = currency
        fields = element.fields
        kind = element.kindName
    }

    func refuseUnknown(_ known: [String]) throws(WrongAnswer) {
        guard let fields else {
            throw WrongAnswer(path, "is \(kind); expected a \(what)", hint: what == "discount" ? "build it with stoa.discount { … }" : nil)
        }
        for field in fields where !known.contains(field.name) {
            throw WrongAnswer("\(path).\(field.name.prefix(60))", "there is no such field", hint: suggestion(for: field.name, among: known))
        }
    }

    func has(_ name: String) -> Bool { fields?.contains { $0.name == name } ?? false }

    func optional(_ name: String) -> AnswerValue? {
        fields?.first { $0.name == name }.map { AnswerValue(value: $0.value, path: "\(path).\(name)", currency: currency) }
    }

    func required(_ name: String) throws(WrongAnswer) -> AnswerValue {
        guard let value = optional(name) else { throw WrongAnswer("\(path).\(name)", "is missing", hint: "add \(name)") }
        return value
    }
}

/// One field's value, read as some type.
struct AnswerValue {
    let value: LuaValue
    let path: String
    let currency: String

    func text(bytesMax: Int) throws(WrongAnswer) -> String {
        guard case .string(let text) = value else { throw wrong("expected text") }
        guard text.utf8.count <= bytesMax else {
            throw WrongAnswer(path, "has \(text.utf8.count) bytes", hint: "use at most \(bytesMax)")
        }
        return text
    }

    func localID() throws(WrongAnswer) -> String {
        let text = try text(bytesMax: AnswerFields.localIDBytesMax)
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
            default: isDigit(byte)
            }
        }
        guard isPlain, !text.isEmpty else {
            throw WrongAnswer(path, "'\(text)' is not an id", hint: "use letters, digits and - _ .")
        }
        return text
    }

    func item(among items: Set<String>) throws(WrongAnswer) -> String { try member(of: items, called: "item") }

    func member(of ids: Set<String>, called what: String) throws(WrongAnswer) -> String {
        guard case .string(let id) = value else { throw wrong("expected the id of \(what == "item" ? "an" : "a") \(what)") }
        guard ids.contains(id) else {
            throw WrongAnswer(path, "there is no \(what) '\(id.prefix(100))' in the question", hint: suggestion(for: id, among: ids))
        }
        return id
    }

    func percent() throws(WrongAnswer) -> String {
        guard case .string(let text) = value else { throw wrong("expected text such as \"10\"") }
        guard let percent = try? Rational(decimal: text) else {
            throw WrongAnswer(path, "'\(text.prefix(40))' is not a decimal number", hint: "write it like \"17.5\"")
        }
        guard percent > .zero, percent <= Rational(100) else {
            throw WrongAnswer(path, "\(text) is not a percent", hint: "use more than 0 and at most 100")
        }
        return text
    }

    /// A whole number, or money in the currency of the question.
    func minorUnits(from minimum: Int64) throws(WrongAnswer) -> Int64 {
        var amount = value
        if let fields = value.fields, !fields.isEmpty {
            guard case .string(let code)? = value["currency"], let given = value["amount"], fields.count == 2 else {
                throw wrong("expected money")
            }
            guard code == currency else {
                throw WrongAnswer(path, "is in \(code.prefix(12)), the question is in \(currency)", hint: "answer in \(currency)")
            }
            amount = given
        }
        guard case .integer(let minor) = amount else { throw wrong("expected money or whole minor units", found: amount) }
        guard minor >= minimum, minor <= Money.amountMax else {
            throw WrongAnswer(path, "is \(minor) minor units", hint: "use \(minimum) to \(Money.amountMax)")
        }
        return minor
    }

    private func wrong(_ expected: String, found: LuaValue? = nil) -> WrongAnswer {
        WrongAnswer(path, "is \((found ?? value).kindName); \(expected)")
    }
}
