import JSONDocument
import LuaSandbox
import StoaCommerce
import StoaExtension

extension PointContract {
    /// `price.propose`: which unit prices a plugin would like products to have. Only Price rules with `proposed` naming the
    /// plugin take them, within their guardrails.
    static let pricePropose = PointContract(
        point: .pricePropose,
        question: .object(
            title: "PriceQuestion",
            fields: [
                .required("currency", .currency, "of every amount"),
                .required("products", .array(of: product, maxItems: 1_000), "those that a Price rule would take a price for"),
                .optional("channel", .string(), "where it is sold"),
                .optional("segments", .array(of: .string()), "named groups the buyer is in"),
            ]),
        element: .object(
            title: "ProposedPrice",
            fields: [
                .required(
                    "id", .string(minLength: 1, maxLength: AnswerFields.localIDBytesMax),
                    "names the kind of price; the plugin's id is put before it"),
                .required("sku", .string(), "a product of the question"),
                .required("unitPrice", .amount("for one piece, in the question's currency")),
            ]),
        read: PriceAnswer.read)

    private static let product = Schema.object(
        title: "PricedProduct",
        fields: [
            .required("sku", .string(), "unique in the question"),
            .required("listPrice", .amount("for one piece")),
            .optional("cost", .amount("of one piece")),
            .optional("floor", .amount("the product's own; nothing goes below it")),
            .optional("category", .string(), "the product's category"),
            .optional("seller", .string(), "who sells it"),
            .optional("attributes", .object(title: "Attributes", fields: [], allowsOthers: true), "facts of the product by name"),
        ])
}

/// Reads what a plugin answers at `price.propose`, as strictly as discounts.
enum PriceAnswer {
    private static let fieldNames = ["id", "sku", "unitPrice"]

    /// The proposals as JSON (``PriceProposal``), their ids with the plugin's id and `#` before them.
    static func read(_ answer: LuaValue, _ question: JSON, _ plugin: PluginID) throws(WrongAnswer) -> JSON {
        guard let elements = answer.elements else {
            throw WrongAnswer("", "the answer is \(answer.kindName); expected a list of prices", hint: "return stoa.list { … }")
        }
        let skus = Set((question["products"]?.array ?? []).compactMap { $0["sku"]?.string })
        let currency = question["currency"]?.string ?? ""
        var seen: Set<String> = []
        var proposals: [JSON] = []
        for (index, element) in elements.enumerated() {
            let fields = AnswerFields(element: element, "price", path: "[\(index + 1)]", currency: currency)
            try fields.refuseUnknown(fieldNames)
            let id = try fields.required("id").localID()
            let sku = try fields.required("sku").member(of: skus, called: "product")
            guard seen.insert(sku).inserted else {
                throw WrongAnswer(fields.path + ".sku", "'\(sku)' has a price already", hint: "propose one price a product")
            }
            let price = try fields.required("unitPrice").minorUnits(from: 0)
            proposals.append(["id": .string("\(plugin)#\(id)"), "sku": .string(sku), "unitPrice": .integer(price)])
        }
        return .array(proposals)
    }
}
