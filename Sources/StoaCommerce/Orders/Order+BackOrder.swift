extension Order {
    /// Pieces of one article that were sold before they were there.
    public struct BackOrder: Sendable, Hashable, Codable {
        public let sku: String
        public let quantity: Int64
        /// Pieces that were kept back from sale then; they do not serve this order later either.
        public let keptBack: Int64

        public init(sku: String, quantity: Int64, keptBack: Int64) {
            self.sku = sku
            self.quantity = quantity
            self.keptBack = keptBack
        }
    }
}
