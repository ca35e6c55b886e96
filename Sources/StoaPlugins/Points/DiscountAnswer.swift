import Diagnostics
import JSONDocument
import LuaSandbox
import StoaCommerce
import StoaExtension

/// Reads what a plugin answers at `discount.propose`: strictly, because it is hostile input until it is read.
enum DiscountAnswer {
    static let fieldNames = ["id", "item", "percent", "amount", "unitPrice", "message"]
    private static let giveNames = ["percent", "amount", "unitPrice"]
    private static let messageBytesMax = 200
    /// With the longest plugin id and `#` before it, 100: the most that an id may have anywhere.
    static let localIDBytesMax = 38

    /// The proposals as JSON (``DiscountProposal``), their ids with the plugin's id and `#` before them.
    static func read(_ answer: LuaValue, _ question: JSON, _ plugin: PluginID) throws(WrongAnswer) -> JSON {
        guard let elements = answer.elements else {
            throw WrongAnswer("", "the answer is \(answer.kindName); expected a list of discounts", hint: "return stoa.list { … }")
        }
        let items = Set((question["items"]?.array ?? []).compactMap { $0["id"]?.string })
        let currency = question["currency"]?.string ?? ""
        var seen: Set<[String]> = []
        var proposals: [JSON] = []
        proposals.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            let fields = Fields(element: element, path: "[\(index + 1)]", currency: currency)
            let proposal = try proposal(fields, items, plugin)
            let key = [proposal.id, proposal.item ?? ""]
            guard seen.insert(key).inserted else {
                throw WrongAnswer(
                    fields.path + ".id", "'\(proposal.id)' was proposed for the same item before", hint: "give each its own id")
            }
            proposals.append(json(proposal))
        }
        return .array(proposals)
    }

    private static func proposal(_ fields: Fields, _ items: Set<String>, _ plugin: PluginID) throws(WrongAnswer) -> DiscountProposal {
        try fields.refuseUnknown(fieldNames)
        let id = try fields.required("id").localID()
        let item = try fields.optional("item")?.item(among: items)
        let message = try fields.optional("message")?.text(bytesMax: messageBytesMax)
        let give = try give(fields, item)
        return DiscountProposal(id: "\(plugin)#\(id)", item: item, give: give, message: message)
    }

    private static func give(_ fields: Fields, _ item: String?) throws(WrongAnswer) -> DiscountProposal.Give {
        let present = giveNames.filter { fields.has($0) }
        guard let name = present.first, present.count == 1 else {
            throw WrongAnswer(
                fields.path, present.isEmpty ? "gives nothing" : "has \(present.joined(separator: " and "))",
                hint: "give exactly one of \(giveNames.joined(separator: ", "))")
        }
        let value = try fields.required(name)
        switch name {
        case "percent": return .percent(try value.percent())
        case "amount": return .amount(try value.minorUnits(from: 1))
        default:
            guard item != nil else {
                throw WrongAnswer(value.path, "a unit price needs an item", hint: "name the item")
            }
            return .unitPrice(try value.minorUnits(from: 0))
        }
    }

    private static func json(_ proposal: DiscountProposal) -> JSON {
        var members: [String: JSON] = ["id": .string(proposal.id)]
        members["item"] = proposal.item.map(JSON.string)
        members["message"] = proposal.message.map(JSON.string)
        switch proposal.give {
        case .percent(let percent): members["percent"] = .string(percent)
        case .amount(let amount): members["amount"] = .integer(amount)
        case .unitPrice(let price): members["unitPrice"] = .integer(price)
        }
        return .object(members)
    }
}

/// The fields of one element of an answer.
private struct Fields {
    let path: String
    let currency: String
    private let fields: [LuaField]?
    private let kind: String

    init(element: LuaValue, path: String, currency: String) {
        self.path = path
        self.currency = currency
        fields = element.fields
        kind = element.kindName
    }

    func refuseUnknown(_ known: [String]) throws(WrongAnswer) {
        guard let fields else {
            throw WrongAnswer(path, "is \(kind); expected a discount", hint: "build it with stoa.discount { … }")
        }
        for field in fields where !known.contains(field.name) {
            throw WrongAnswer("\(path).\(field.name.prefix(60))", "there is no such field", hint: suggestion(for: field.name, among: known))
        }
    }

    func has(_ name: String) -> Bool { fields?.contains { $0.name == name } ?? false }

    func optional(_ name: String) -> FieldValue? {
        fields?.first { $0.name == name }.map { FieldValue(value: $0.value, path: "\(path).\(name)", currency: currency) }
    }

    func required(_ name: String) throws(WrongAnswer) -> FieldValue {
        guard let value = optional(name) else { throw WrongAnswer("\(path).\(name)", "is missing", hint: "add \(name)") }
        return value
    }
}

/// One field's value, read as some type.
private struct FieldValue {
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
        let text = try text(bytesMax: DiscountAnswer.localIDBytesMax)
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

    func item(among items: Set<String>) throws(WrongAnswer) -> String {
        guard case .string(let id) = value else { throw wrong("expected the id of an item") }
        guard items.contains(id) else {
            throw WrongAnswer(path, "there is no item '\(id.prefix(100))' in the question", hint: suggestion(for: id, among: items))
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
