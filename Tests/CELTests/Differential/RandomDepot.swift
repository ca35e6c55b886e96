import CEL

/// SplitMix64: small, and the same everywhere for a seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[Int.random(in: 0..<elements.count, using: &self)] }
}

/// Data that meets its like often (few different values) and has what goes wrong: huge numbers, NaN, absent fields,
/// texts that look alike, lists around the sizes of a batch.
struct RandomDepot {
    /// The first two texts are canonically equivalent, and not equal in the language.
    static let texts = ["\u{E9}", "e\u{301}", "", "vip", "box", "a", "final-sale", "a text of more than sixteen bytes", "a text of more"]
    static let ints: [Int64] = [0, 1, 2, 3, 5, -1, 100, .max, .min]
    static let doubles = [0.0, 1, 2.5, -3, 1e300, .infinity, .nan]
    static let seconds: [Int64] = [0, 1, 1_795_000_000, 1_796_000_000]

    static func make(_ random: inout SeededRandom) -> Depot {
        Depot(
            name: text(&random), open: random.chance(50), limit: int(&random), rate: double(&random), since: time(&random),
            note: random.chance(50) ? text(&random) : nil, best: parcel(&random), codes: list(&random, int), tags: list(&random, text),
            rates: list(&random, double), flags: list(&random) { $0.chance(70) }, parcels: list(&random, parcel))
    }

    private static func parcel(_ random: inout SeededRandom) -> Parcel {
        Parcel(
            label: text(&random), fragile: random.chance(50), weight: int(&random), price: double(&random), sent: time(&random),
            floor: random.chance(80) ? int(&random) : nil, owner: random.chance(90) ? text(&random) : nil,
            marks: short(&random, text), sizes: short(&random, int), parts: short(&random) { Part(code: text(&$0), count: int(&$0)) })
    }

    private static func text(_ random: inout SeededRandom) -> String { random.pick(texts) }
    /// Mostly small, so that most expressions have an answer.
    private static func int(_ random: inout SeededRandom) -> Int64 {
        random.chance(98) ? .random(in: 0...6, using: &random) : random.pick(ints)
    }
    private static func double(_ random: inout SeededRandom) -> Double { random.pick(doubles) }
    private static func time(_ random: inout SeededRandom) -> Timestamp {
        Timestamp(seconds: random.pick(seconds), nanoseconds: random.chance(50) ? 0 : 1) ?? .minimum
    }

    private static func list<Element>(_ random: inout SeededRandom, _ make: (inout SeededRandom) -> Element) -> [Element] {
        let count = random.chance(80) ? Int.random(in: 0...6, using: &random) : random.pick([63, 64, 65, 130])
        return (0..<count).map { _ in make(&random) }
    }

    private static func short<Element>(_ random: inout SeededRandom, _ make: (inout SeededRandom) -> Element) -> [Element] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in make(&random) }
    }
}
