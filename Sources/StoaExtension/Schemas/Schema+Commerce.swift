import JSONDocument
import StoaCommerce

/// The JSON shapes of values that every face of the platform shares.
extension Schema {
    /// An id or a SKU.
    public static let id = Schema.string(minLength: 1, maxLength: 100, description: "letters, digits and _ - . / @ #")

    /// An ISO 4217 code.
    public static let currency = Schema.string(minLength: 3, maxLength: 3, format: "iso-4217", description: "an ISO 4217 code")

    /// An RFC 3339 instant with an offset.
    public static let instant = Schema.string(minLength: 20, maxLength: 40, format: "date-time", description: "RFC 3339")

    /// Minor units and their currency. Conditions see a value of this schema as money.
    public static let money: Schema = {
        var schema = Schema.object(
            title: "Money",
            fields: [
                .required("amount", .integer(minimum: -Money.amountMax, maximum: Money.amountMax), "minor units, such as cents"),
                .required("currency", .currency),
            ])
        schema.format = moneyFormat
        return schema
    }()

    /// The `format` by which a schema says that its object is money.
    public static let moneyFormat = "money"

    /// An amount in minor units of the document's one currency.
    public static func minorUnits(_ description: String) -> Schema { .integer(description: description) }
}

/// A noun that refuses a value while it is decoded keeps its own code: `currency.unknown`, not `input.invalidValue`.
extension CommerceError: CodedError {}
