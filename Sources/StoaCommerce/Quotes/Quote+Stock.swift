extension Quote {
    /// How it stands with the stock of one article of the cart, where rules of the book say something of it.
    public struct Stock: Sendable, Hashable, Codable {
        public var sku: String
        /// Pieces in the cart.
        public var wanted: Int64
        /// Of these, how many come later, since they are not there yet.
        public var backOrdered: Int64
        /// Of these, how many an order would be refused for.
        public var short: Int64
        /// How many the buyer may buy, this cart included; absent where that is not limited.
        public var customerLeft: Int64?
        /// The rules that say so, sorted by id.
        public var rules: [String]

        public init(sku: String, wanted: Int64, backOrdered: Int64, short: Int64, customerLeft: Int64?, rules: [String]) {
            self.sku = sku
            self.wanted = wanted
            self.backOrdered = backOrdered
            self.short = short
            self.customerLeft = customerLeft
            self.rules = rules
        }
    }
}
