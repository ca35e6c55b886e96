import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaRules

/// Past orders and a changed rulebook, both from a seed.
struct PastOrders: PastOrderSource {
    static let at = Instant(millisecondsSince1970: 1_795_392_000_000)
    private static let linesAtOnce = 20

    let count: Int
    private let seed: UInt64
    private var given = 0
    /// What is done to an order before it is given out; for planted faults.
    private let change: @Sendable (Int, inout QuoteInput) -> Void

    init(_ count: Int, seed: UInt64, change: @escaping @Sendable (Int, inout QuoteInput) -> Void = { _, _ in }) {
        self.count = count
        self.seed = seed
        self.change = change
    }

    mutating func next() async throws -> [PastOrderLine] {
        let numbers = given..<min(count, given + PastOrders.linesAtOnce)
        given = numbers.upperBound
        return try numbers.map { number in
            var input = input(number)
            change(number, &input)
            let json: JSON = ["id": .string("order-\(number)"), "input": try JSONValueEncoder().encode(input)]
            return PastOrderLine(number: number + 1, bytes: Array(json.canonicalText.utf8))
        }
    }

    /// The order of a number, by itself.
    func input(_ number: Int) -> QuoteInput {
        var random = RandomBooks(seed: seed &+ UInt64(number) &* 0x9E37_79B9)
        var cart = random.cart()
        if random.chance(20) { cart.currency = .eur }
        let knowsCosts = random.chance(70)
        for index in cart.lines.indices where knowsCosts || random.chance(50) {
            cart.lines[index].cost = cart.lines[index].unitPrice * Int64(random.number(20...90)) / 100
        }
        var counted: [QuoteInput.Count] = []
        for rule in 0..<12 where random.chance(20) {
            counted.append(QuoteInput.Count(rule: "r\(rule)", limit: .budget, counted: Int64(random.number(0...2600))))
        }
        var proposals: [DiscountProposal] = []
        if random.chance(20) {
            proposals.append(DiscountProposal(id: "acme/dozens#any", item: nil, give: .percent("\(random.number(1...9))")))
        }
        return QuoteInput(
            cart: cart, codes: random.chance(30) ? ["code"] : [], at: PastOrders.at, counted: counted, proposals: proposals,
            paused: random.chance(5) ? ["r1": "wrong price"] : [:])
    }

    /// Twelve rules; the newer book has other rules in place of three, lacks one and has one more.
    static func books(seed: UInt64) throws -> (from: Rulebook, to: Rulebook) {
        // Some seeds make rules that contradict each other; the next one is tried.
        for attempt in 0..<200 as Range<UInt64> {
            var older = RandomBooks(seed: seed &+ attempt)
            var newer = RandomBooks(seed: seed &+ attempt &+ 1_000_003)
            let files = older.rules(12)
            let others = newer.rules(13)
            let changed = Dictionary(uniqueKeysWithValues: others.map { ($0.name, $0) })
            var mixed = files.filter { $0.name != "r4/rule.yaml" }
                .map { ["r0/rule.yaml", "r5/rule.yaml", "r7/rule.yaml"].contains($0.name) ? changed[$0.name] ?? $0 : $0 }
            mixed.append(contentsOf: changed["r12/rule.yaml"].map { [$0] } ?? [])
            if let from = try? Rulebook.compile(files), let to = try? Rulebook.compile(mixed) { return (from, to) }
        }
        throw RulesError(code: "test.noBooks", "no seed near \(seed) makes two books")
    }
}
