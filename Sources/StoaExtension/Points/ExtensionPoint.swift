/// A named place where plugins, models and connectors answer.
public struct ExtensionPoint: Sendable, Hashable {
    /// How much of the world an answer may touch.
    public enum Class: String, Sendable, Codable {
        /// No I/O, the same answer for the same input; may be asked while deciding, may be cached.
        case pure
        /// Repeatable reads over HTTP; may be asked while deciding, its answers are recorded.
        case observe
        /// Changes the outside world; only ever called from a committed intent, with an idempotency key.
        case effect
    }

    /// What happens to the asker when no answer can be had.
    public enum FailurePolicy: String, Sendable, Codable {
        /// Go on without the answer.
        case open
        /// Refuse the command.
        case closed
        /// Use the point's named default, flagged as such.
        case fallback
    }

    public let name: String
    public let `class`: Class
    public let budget: Budget
    public let failure: FailurePolicy

    public init(_ name: String, _ class: Class, budget: Budget = .pricing, failure: FailurePolicy) {
        self.name = name
        self.class = `class`
        self.budget = budget
        self.failure = failure
    }

    /// What one call may use.
    public struct Budget: Sendable, Hashable {
        public let fuel: UInt64
        public let memoryBytesMax: Int
        public let deadlineMilliseconds: Int

        public init(fuel: UInt64, memoryBytesMax: Int, deadlineMilliseconds: Int) {
            self.fuel = fuel
            self.memoryBytesMax = memoryBytesMax
            self.deadlineMilliseconds = deadlineMilliseconds
        }

        /// For points inside a quote.
        public static let pricing = Budget(fuel: 500_000, memoryBytesMax: 8 << 20, deadlineMilliseconds: 10)
        /// For points that score an order.
        public static let scoring = Budget(fuel: 500_000, memoryBytesMax: 8 << 20, deadlineMilliseconds: 50)
    }

    /// Discounts proposed for the items of a quote.
    public static let discountPropose = ExtensionPoint("discount.propose", .pure, failure: .open)
    /// Unit prices proposed for products; only Price rules that name the source take them.
    public static let pricePropose = ExtensionPoint("price.propose", .pure, failure: .open)
    /// A fraud score for an order, 0 to 99.
    public static let fraud = ExtensionPoint("ai.fraud", .observe, budget: .scoring, failure: .fallback)

    /// Every point that exists; a manifest may name no other.
    public static let all: [ExtensionPoint] = [.discountPropose, .pricePropose, .fraud]

    public static func named(_ name: String) -> ExtensionPoint? { all.first { $0.name == name } }
}
