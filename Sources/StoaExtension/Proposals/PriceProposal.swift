/// A unit price that a plugin or a model would like a product to have. Only a Price rule that names its source takes it,
/// and the rule's guardrails bound it.
public struct PriceProposal: Sendable, Hashable, Codable {
    /// `<source>#<local id>`, e.g. `acme/dynamic-price#demand`. Of several by one source for one SKU, the first by id counts.
    public var id: String
    public var sku: String
    /// Minor units of the quote's currency.
    public var unitPrice: Int64

    public init(id: String, sku: String, unitPrice: Int64) {
        self.id = id
        self.sku = sku
        self.unitPrice = unitPrice
    }

    /// What stands before the `#`: the plugin or model that a Price rule names.
    public var source: Substring { id.prefix { $0 != "#" } }
}
