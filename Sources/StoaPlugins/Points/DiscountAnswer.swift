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
            let fields = AnswerFields(element: element, "discount", path: "[\(index + 1)]", currency: currency)
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

    private static func proposal(_ fields: AnswerFields, _ items: Set<String>, _ plugin: PluginID) throws(WrongAnswer) -> DiscountProposal {
        try fields.refuseUnknown(fieldNames)
        let id = try fields.required("id").localID()
        let item = try fields.optional("item")?.item(among: items)
        let message = try fields.optional("message")?.text(bytesMax: messageBytesMax)
        let give = try give(fields, item)
        return DiscountProposal(id: "\(plugin)#\(id)", item: item, give: give, message: message)
    }

    private static func give(_ fields: AnswerFields, _ item: String?) throws(WrongAnswer) -> DiscountProposal.Give {
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
