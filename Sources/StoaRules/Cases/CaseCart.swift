import JSONDocument
import StoaCommerce

/// A case's cart as a cart file would have it.
struct CaseCart {
    let cart: Cart
    let lineIDs: [String]
    private let positions: [String: Int]

    init(_ fields: CaseFields) throws(CaseError) {
        let currency: Currency
        let code = try fields.text("currency") ?? "USD"
        do throws(CommerceError) { currency = try Currency(code) } catch {
            throw CaseError(code: "case.malformed", error.message, hint: error.hint)
        }
        var lines: [Cart.Line] = []
        var ids: [String] = []
        var rates: [String: String] = [:]
        let tax = fields.has("tax") ? try fields.object("tax") : nil
        let standardRate = try tax?.decimal("rate").map(CaseCart.percent)
        for (index, line) in try fields.list("lines").enumerated() {
            ids.append(try line.text("id") ?? "\(index + 1)")
            lines.append(try CaseCart.line(line, at: index, standardRate, &rates))
        }
        lineIDs = ids
        positions = Dictionary(zip(ids, lines.indices), uniquingKeysWith: { first, _ in first })
        var options: [ShippingOption] = []
        if let list = fields.fields["shipping"]?.array {
            for (index, one) in list.enumerated() { options.append(try CaseCart.option(CaseFields(one, path: "/cart/shipping/\(index)"))) }
        } else if fields.has("shipping") {
            options.append(try CaseCart.option(try fields.object("shipping")))
        }
        let selected = try fields.text("selectedShipping") ?? options.first?.method
        let includesTax = try tax?.bool("pricesIncludeTax")
        cart = Cart(
            currency: currency, pricesInclude: includesTax.map { $0 ? .gross : .net } ?? (rates.isEmpty ? nil : .net),
            selectedShipping: selected, lines: lines, shipping: options.isEmpty ? nil : options, taxRates: rates.isEmpty ? nil : rates)
    }

    /// The SKU that stands for a line id of the case; anything else is a good that is not in the cart.
    func sku(of id: String) -> String { positions[id].map(CaseCart.positionalID) ?? id }

    /// Ids that sort as the case lists its lines.
    private static func positionalID(_ index: Int) -> String {
        let digits = String(index + 1)
        return "line-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func line(
        _ fields: CaseFields, at index: Int, _ standardRate: String?, _ rates: inout [String: String]
    ) throws(CaseError) -> Cart.Line {
        let id = positionalID(index)
        var attributes: [String: AttributeValue] = [:]
        var floor: Int64?
        var rate = standardRate
        let attrs = fields.has("attrs") ? try fields.object("attrs") : fields.has("attributes") ? try fields.object("attributes") : nil
        if let attrs {
            floor = try attrs.integer("minUnitPrice")
            if let own = try attrs.decimal("taxRate") { rate = percent(own) }
            for (name, value) in attrs.fields where name != "minUnitPrice" && name != "taxRate" {
                if let text = value.string { attributes[name] = .text(text) }
                if let number = value.integer { attributes[name] = .integer(number) }
                if let flag = value.bool { attributes[name] = .bool(flag) }
            }
        }
        var category: String?
        if case .text(let text)? = attributes["cat"] { category = text }
        var taxClass: String?
        if let rate {
            taxClass = "rate-" + rate
            rates["rate-" + rate] = rate
        }
        let quantity = try fields.integer(fields.has("qty") ? "qty" : "quantity") ?? 1
        return Cart.Line(
            id: id, sku: id, quantity: quantity, unitPrice: try fields.required("unitPrice"), category: category,
            attributes: attributes.isEmpty ? nil : attributes, floor: floor, taxClass: taxClass)
    }

    private static func option(_ fields: CaseFields) throws(CaseError) -> ShippingOption {
        ShippingOption(method: try fields.text("method") ?? "shipping", price: try fields.required("price"))
    }

    /// Rates are given as percent (20) or as a share (0.2).
    private static func percent(_ text: String) -> String {
        guard let value = try? Rational(decimal: text), value < Rational(1), !value.isNegative, value != .zero,
            let hundredth = try? value.times(Rational(10_000)), hundredth.denominator == 1
        else { return text }
        let whole = hundredth.numerator / 100
        let fraction = hundredth.numerator % 100
        return fraction == 0 ? "\(whole)" : "\(whole)." + (fraction < 10 ? "0\(fraction)" : "\(fraction)")
    }
}
