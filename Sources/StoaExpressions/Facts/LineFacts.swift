import CEL
import StoaCommerce

/// The facts of an item that no rule changes. An item is all lines that are equal but for id and quantity.
public final class ItemFacts: Sendable {
    /// The first of the ids of the item's lines.
    public let id: String
    public let sku: String?
    public let quantity: Int64
    /// Before promotions: what a Price rule chose, or the list price.
    public let unitPrice: Money
    public let listPrice: Money
    /// Of all units, at the unit price before promotions and at the list price.
    public let priceTotal: Money
    public let listTotal: Money
    public let category: String?
    public let attributes: [String: AttributeValue]
    public let seller: String?
    public let taxClass: String?
    /// Whether promotions may act on the item at all, and whether those of the phase `catalog` may.
    public let discountable: Bool
    public let isForCatalog: Bool
    public let onSale: Bool
    /// The attributes once more, where they are few: to look at some names takes a fraction of what hashing one takes.
    private let named: [(key: String, value: AttributeValue)]

    private static let namedMax = 8

    /// - Parameters:
    ///   - unitPrice: the list price when nil.
    ///   - discountable: nil where the line says.
    ///   - isForCatalog: as `discountable` when nil.
    /// - Throws: `money.tooLarge` when the item is worth more than money can be.
    public convenience init(
        line: Cart.Line, id: String, quantity: Int64, currency: Currency, unitPrice: Int64? = nil, discountable: Bool? = nil,
        isForCatalog: Bool? = nil
    ) throws(CommerceError) {
        try self.init(
            [line], at: 0, quantity: quantity, currency: currency, id: id, unitPrice: unitPrice, discountable: discountable,
            isForCatalog: isForCatalog)
    }

    /// As above, for a line where it lies: copying a line takes longer than reading it.
    public init(
        _ lines: [Cart.Line], at position: Int, quantity: Int64, currency: Currency, id: String? = nil, unitPrice: Int64? = nil,
        discountable: Bool? = nil, isForCatalog: Bool? = nil
    ) throws(CommerceError) {
        self.id = id ?? lines[position].id
        self.quantity = quantity
        sku = lines[position].sku
        listPrice = try Money(lines[position].unitPrice, currency)
        listTotal = try listPrice.times(quantity)
        if let unitPrice {
            self.unitPrice = try Money(unitPrice, currency)
            priceTotal = try self.unitPrice.times(quantity)
        } else {
            self.unitPrice = listPrice
            priceTotal = listTotal
        }
        category = lines[position].category
        attributes = lines[position].attributes ?? [:]
        seller = lines[position].seller
        taxClass = lines[position].taxClass
        self.discountable = discountable ?? lines[position].discountable ?? true
        self.isForCatalog = isForCatalog ?? self.discountable
        onSale = lines[position].onSale ?? false
        named = attributes.count <= ItemFacts.namedMax ? Array(attributes) : []
    }

    /// An attribute; nil where the product has none of this name.
    public func attribute(_ name: String) -> AttributeValue? {
        for index in named.indices where named[index].key == name { return named[index].value }
        return named.isEmpty ? attributes[name] : nil
    }
}

/// `line` in expressions: an item as it stands at the start of a step.
///
/// What most conditions ask for is stored once more beside the item, where expressions read it without a call.
public struct LineFacts: HostValue {
    public static let celTypeName = "line"

    public let item: ItemFacts
    /// Minor units of the cart's currency after the discounts of earlier steps.
    public let total: Int64
    private let id: String
    private let sku: String?
    private let category: String?
    private let seller: String?
    private let taxClass: String?
    private let quantity: Int64
    private let discountable: Bool
    private let onSale: Bool

    public init(item: ItemFacts, total: Int64) {
        self.item = item
        self.total = total
        id = item.id
        sku = item.sku
        category = item.category
        seller = item.seller
        taxClass = item.taxClass
        quantity = item.quantity
        discountable = item.discountable
        onSale = item.onSale
    }

    /// The item as a value; keep it, it is one allocation.
    public var boxed: Value { celValue }

    public static func == (left: LineFacts, right: LineFacts) -> Bool {
        left.item === right.item && left.total == right.total
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(item.id) }
}

extension LineFacts {
    /// Fields that change while rules apply; a condition without them has one answer for a whole quote.
    static let changingFields: Set<String> = ["total", "discount"]

    /// What a product page knows without a cart.
    static var productType: HostType<LineFacts> {
        var type = HostType(LineFacts.self)
        type.optionalField("sku", \.sku)
        type.field("unitPrice") { MoneyValue.exact($0.item.unitPrice) }
        type.field("listPrice") { MoneyValue.exact($0.item.listPrice) }
        type.optionalField("category", \.category)
        type.field("attributes") { AttributeMap($0.item.attributes) }
        type.optionalField("seller", \.seller)
        type.optionalField("taxClass", \.taxClass)
        type.field("discountable") { $0.item.isForCatalog }
        type.field("onSale", \.onSale)
        return type
    }

    static var lineType: HostType<LineFacts> {
        var type = productType
        type.field("discountable", \.discountable)
        type.field("id", \.id)
        type.field("quantity", \.quantity)
        type.field("listTotal") { MoneyValue.exact($0.item.listTotal) }
        type.field("total") { MoneyValue.of($0.total, like: $0.item.listTotal) }
        type.field("discount") { MoneyValue.of($0.item.priceTotal.amount - $0.total, like: $0.item.listTotal) }
        return type
    }
}

/// A product's attributes: texts, whole numbers and truth values by name.
struct AttributeMap: ValueConvertible {
    static var celType: CELType { .map(key: .string, value: .dyn) }

    let attributes: [String: AttributeValue]

    init(_ attributes: [String: AttributeValue]) { self.attributes = attributes }
    init?(celValue value: Value) { nil }

    var celValue: Value { .map(MapValue(texts: attributes.map { ($0.key, $0.value.celValue) })) }
}

extension AttributeValue: ValueConvertible {
    public static var celType: CELType { .dyn }

    public var celValue: Value {
        switch self {
        case .bool(let value): .bool(value)
        case .integer(let value): .int(value)
        case .text(let value): .string(value)
        }
    }

    public init?(celValue value: Value) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .integer(value)
        case .string(let value): self = .text(value)
        default: return nil
        }
    }
}

extension MoneyValue {
    /// An amount between zero and one that is within the limit of money, and so is itself.
    static func of(_ amount: Int64, like money: Money) -> MoneyValue {
        .exact((try? Money(amount, money.currency)) ?? .zero(money.currency))
    }
}
