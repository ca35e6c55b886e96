import Diagnostics
import JSONDocument
import StoaCommerce
import StrictYAML

/// Reads carts that people write: a cart file in YAML or JSON, and the carts of `tests.yaml`.
///
/// The form is that of ``Cart``: `currency, channel, pricesInclude, payment{method}, selectedShipping, customer{id,
/// segments, tier, orders}, lines[]{id, sku, quantity, unitPrice, …}, shipping[]{method, price}, taxRates{class: percent}`;
/// amounts are whole minor units.
public enum CartFile {
    /// - Throws: every finding: the parsers' own, `cart.unknownField` with the nearest name, `cart.missingField`,
    ///   `cart.outOfRange`, `currency.unknown`, and the other codes of a value that does not fit.
    public static func read(_ source: SourceText) throws(DiagnosticsError) -> Cart {
        let reader = YAMLReader(YAMLDocument(reading: source), area: "cart")
        return try reader.finish(reader.root.flatMap { cart($0) })
    }

    /// A cart as a value of a larger file.
    static func cart(_ value: YAMLValue) -> Cart? {
        value.mapping(RuleShapes.cart) { fields in cart(fields) }
    }

    private static func cart(_ fields: YAMLMappingReader) -> Cart? {
        let currency = fields.required("currency").flatMap { Self.currency($0) }
        let lines = fields.required("lines")?.list(countMax: Cart.linesMax) { value in value.mapping(RuleShapes.cartLine) { line($0) } }
        var cart = Cart(currency: currency ?? .usd, lines: lines ?? [])
        cart.channel = fields.optional("channel")?.string()
        cart.pricesInclude = fields.optional("pricesInclude")?.oneOf(PriceBasis.self)
        cart.payment = fields.optional("payment")?.mapping(RuleShapes.cartPayment) { fields in
            fields.required("method")?.string().map { Cart.Payment(method: $0) }
        }
        cart.selectedShipping = fields.optional("selectedShipping")?.string()
        cart.customer = fields.optional("customer")?.mapping(RuleShapes.customer) { customer($0) }
        cart.shipping = fields.optional("shipping")?.list(countMax: 100) { value in value.mapping(RuleShapes.shippingOption) { option($0) }
        }
        cart.taxRates = fields.optional("taxRates")?.mapping { rates($0) }
        return currency == nil || lines == nil ? nil : cart
    }

    private static func rates(_ fields: YAMLMappingReader) -> [String: String]? {
        var rates: [String: String] = [:]
        for (entry, value) in fields.all { rates[entry.key] = value.decimalText() }
        return rates
    }

    private static func currency(_ value: YAMLValue) -> Currency? {
        guard let code = value.string() else { return nil }
        do { return try Currency(code) } catch {
            value.reader.report(
                Diagnostic(code: error.code, error.message, hint: error.hint, source: value.reader.source, span: value.node.span))
            return nil
        }
    }

    static func customer(_ fields: YAMLMappingReader) -> Cart.Buyer? {
        Cart.Buyer(
            id: fields.optional("id")?.string(), segments: fields.optional("segments")?.texts(), tier: fields.optional("tier")?.string(),
            orders: fields.optional("orders")?.integer(in: 0...1_000_000_000).map(Int64.init))
    }

    private static func option(_ fields: YAMLMappingReader) -> ShippingOption? {
        guard let method = fields.required("method")?.string(), let price = fields.required("price").flatMap({ amount($0) }) else {
            return nil
        }
        return ShippingOption(method: method, price: price)
    }

    /// A line as a value of a larger file.
    static func line(_ value: YAMLValue) -> Cart.Line? { value.mapping(RuleShapes.cartLine) { line($0) } }

    private static func line(_ fields: YAMLMappingReader) -> Cart.Line? {
        let id = fields.required("id")?.string()
        let quantity = fields.required("quantity")?.integer(in: 0...Int(Cart.quantityMax)).map(Int64.init)
        let unitPrice = fields.required("unitPrice").flatMap { amount($0) }
        let attributes = fields.optional("attributes")?.mapping { Self.attributes($0) }
        let line = Cart.Line(
            id: id ?? "", sku: fields.optional("sku")?.string(), quantity: quantity ?? 0, unitPrice: unitPrice ?? 0,
            category: fields.optional("category")?.string(), attributes: attributes, seller: fields.optional("seller")?.string(),
            floor: fields.optional("floor").flatMap { amount($0) }, cost: fields.optional("cost").flatMap { amount($0) },
            taxClass: fields.optional("taxClass")?.string(), discountable: fields.optional("discountable")?.bool(),
            onSale: fields.optional("onSale")?.bool())
        return id == nil || quantity == nil || unitPrice == nil ? nil : line
    }

    private static func attributes(_ fields: YAMLMappingReader) -> [String: AttributeValue]? {
        var attributes: [String: AttributeValue] = [:]
        for (entry, value) in fields.all { attributes[entry.key] = attribute(value) }
        return attributes
    }

    private static func amount(_ value: YAMLValue) -> Int64? { value.integer(in: 0...Int(Money.amountMax)).map(Int64.init) }

    /// Unquoted `true`, `false` and whole numbers are what they look like; everything else is text.
    private static func attribute(_ value: YAMLValue) -> AttributeValue? {
        guard let text = value.string() else { return nil }
        guard value.node.scalar?.style == .plain else { return .text(text) }
        if text == "true" || text == "false" { return .bool(text == "true") }
        return Int64(text).map(AttributeValue.integer) ?? .text(text)
    }
}
