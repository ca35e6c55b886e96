/// The answer to a cart: what each line costs after which discounts, and why. All amounts are minor units of `currency`.
public struct Quote: Sendable, Hashable, Codable {
    public var currency: Currency
    public var lines: [Line]
    public var discounts: [Discount]
    public var gifts: [Gift]
    /// What the order earns, by rule; absent where that is nothing.
    public var points: [Points]?
    public var shipping: [Shipping]
    /// What applicable amounts found no room for, because floors or zero were reached.
    public var undistributed: Int64
    public var optimality: Optimality
    public var nearMisses: [NearMiss]
    public var totals: Totals
    /// SHA-256 of the rulebook that was used, in hex.
    public var rulebook: String
    /// What else the numbers follow from; absent where a book was quoted by itself.
    public var engine: Engine?
    /// The experiment that chose the rulebook; absent where none did.
    public var experiment: Arm?
    /// How it stands with the stock of the cart's articles; absent where no rule says anything of it.
    public var stock: [Stock]?

    public init(
        currency: Currency, lines: [Line], discounts: [Discount], gifts: [Gift] = [], points: [Points]? = nil, shipping: [Shipping] = [],
        undistributed: Int64 = 0, optimality: Optimality, nearMisses: [NearMiss] = [], totals: Totals, rulebook: String
    ) {
        self.currency = currency
        self.lines = lines
        self.discounts = discounts
        self.gifts = gifts
        self.points = points
        self.shipping = shipping
        self.undistributed = undistributed
        self.optimality = optimality
        self.nearMisses = nearMisses
        self.totals = totals
        self.rulebook = rulebook
    }

    /// What is beside the rulebook needed to reckon a quote again.
    public struct Engine: Sendable, Hashable, Codable {
        /// How the rule engine reads a book; raised when an equal book and cart could come to another number.
        public var semantics: Int
        /// The version of the time-zone data that windows were opened by, such as `2025b`.
        public var timeZones: String

        public init(semantics: Int, timeZones: String) {
            self.semantics = semantics
            self.timeZones = timeZones
        }
    }

    /// One side of an experiment with two rulebooks.
    public struct Arm: Sendable, Hashable, Codable {
        public enum Name: String, Sendable, Codable, CaseIterable { case control, candidate }

        public var experiment: String
        public var arm: Name

        public init(experiment: String, arm: Name) {
            self.experiment = experiment
            self.arm = arm
        }
    }

    public struct Line: Sendable, Hashable, Codable {
        public var id: String
        /// The sum of what `applied` took off; never negative and never more than its units' prices.
        public var discount: Int64
        public var total: Int64
        public var applied: [Share]
        /// What a Price rule made of the unit price; absent where the list price stands.
        public var price: Price?

        public init(id: String, discount: Int64, total: Int64, applied: [Share], price: Price? = nil) {
            self.id = id
            self.discount = discount
            self.total = total
            self.applied = applied
            self.price = price
        }
    }

    /// A unit price that a Price rule set, before promotions.
    public struct Price: Sendable, Hashable, Codable {
        /// What kept a price from being what it was stated or proposed as.
        public enum Bound: String, Sendable, Codable, CaseIterable { case floor, lowest, highest, change }

        public var rule: String
        public var unitPrice: Int64
        /// What the product cost without the rule.
        public var listPrice: Int64
        /// The proposal that was taken, by its id.
        public var proposal: String?
        /// The guardrail or floor that bound; absent where none did.
        public var bound: Bound?

        public init(rule: String, unitPrice: Int64, listPrice: Int64, proposal: String? = nil, bound: Bound? = nil) {
            self.rule = rule
            self.unitPrice = unitPrice
            self.listPrice = listPrice
            self.proposal = proposal
            self.bound = bound
        }
    }

    /// What one rule took off one line.
    public struct Share: Sendable, Hashable, Codable {
        public var rule: String
        public var amount: Int64

        public init(rule: String, amount: Int64) {
            self.rule = rule
            self.amount = amount
        }
    }

    public struct Discount: Sendable, Hashable, Codable {
        public enum Status: String, Sendable, Codable {
            case applied, superseded, notYet, refused
            /// Stopped by its merchant; nobody gets it until it is resumed.
            case paused
        }

        public var rule: String
        /// Off items and shipping together.
        public var amount: Int64
        /// Who pays: `platform`, `seller` or `vendor:ID`.
        public var funder: String
        public var status: Status
        /// One sentence for the buyer or the merchant; absent when applied.
        public var reason: String?

        public init(rule: String, amount: Int64, funder: String, status: Status, reason: String? = nil) {
            self.rule = rule
            self.amount = amount
            self.funder = funder
            self.status = status
            self.reason = reason
        }
    }

    public struct Gift: Sendable, Hashable, Codable {
        public var sku: String
        public var quantity: Int64

        public init(sku: String, quantity: Int64) {
            self.sku = sku
            self.quantity = quantity
        }
    }

    /// What one rule earns for the customer.
    public struct Points: Sendable, Hashable, Codable {
        public var rule: String
        public var points: Int64
        /// The first instant at which they are no longer good; absent for points without end.
        public var expiresAt: Instant?

        public init(rule: String, points: Int64, expiresAt: Instant? = nil) {
            self.rule = rule
            self.points = points
            self.expiresAt = expiresAt
        }
    }

    public struct Shipping: Sendable, Hashable, Codable {
        public var method: String
        public var price: Int64
        public var discount: Int64

        public init(method: String, price: Int64, discount: Int64) {
            self.method = method
            self.price = price
            self.discount = discount
        }
    }

    public struct Optimality: Sendable, Hashable, Codable {
        public enum Status: String, Sendable, Codable { case optimal, bounded }
        public var status: Status
        /// How much more the objective could at most be, in minor units; zero when optimal.
        public var gap: Int64

        public init(status: Status, gap: Int64) {
            self.status = status
            self.gap = gap
        }
    }

    /// A rule that nearly applied, and what is missing.
    public struct NearMiss: Sendable, Hashable, Codable {
        public var rule: String
        public var message: String
        /// Minor units still to spend, where a threshold is what is missing.
        public var missing: Int64?

        public init(rule: String, message: String, missing: Int64? = nil) {
            self.rule = rule
            self.message = message
            self.missing = missing
        }
    }

    public struct Totals: Sendable, Hashable, Codable {
        /// Unit prices of all lines before promotions: list prices, or what Price rules made of them.
        public var items: Int64
        /// Off items and shipping together.
        public var discount: Int64
        /// The selected option's price before discount; zero when none is selected.
        public var shipping: Int64
        /// Tax that is added to the prices or, for gross prices, contained in them.
        public var tax: Int64
        public var total: Int64

        public init(items: Int64, discount: Int64, shipping: Int64, tax: Int64, total: Int64) {
            self.items = items
            self.discount = discount
            self.shipping = shipping
            self.tax = tax
            self.total = total
        }
    }
}
