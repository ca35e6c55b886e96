import CEL
import PropertyTesting

/// Data that meets its like often (few different values) and has what goes wrong: huge numbers, NaN, absent fields,
/// texts that look alike, lists around the sizes of a batch.
struct RandomDepot {
    /// The first two texts are canonically equivalent, and not equal in the language.
    static let texts = ["\u{E9}", "e\u{301}", "", "vip", "box", "a", "final-sale", "a text of more than sixteen bytes", "a text of more"]
    static let ints: [Int64] = [0, 1, 2, 3, 5, -1, 100, .max, .min]
    static let doubles = [0.0, 1, 2.5, -3, 1e300, .infinity, .nan]
    static let seconds: [Int64] = [0, 1, 1_795_000_000, 1_796_000_000]

    static func make(_ random: inout SplitMix64) -> Depot {
        Depot(
            name: text(&random), open: random.chance(50), limit: int(&random), rate: double(&random), since: time(&random),
            note: random.chance(50) ? text(&random) : nil, best: parcel(&random), codes: list(&random, int), tags: list(&random, text),
            rates: list(&random, double), flags: list(&random) { $0.chance(70) }, parcels: list(&random, parcel))
    }

    private static func parcel(_ random: inout SplitMix64) -> Parcel {
        Parcel(
            label: text(&random), fragile: random.chance(50), weight: int(&random), price: double(&random), sent: time(&random),
            floor: random.chance(80) ? int(&random) : nil, owner: random.chance(90) ? text(&random) : nil,
            marks: short(&random, text), sizes: short(&random, int), parts: short(&random) { Part(code: text(&$0), count: int(&$0)) })
    }

    private static func text(_ random: inout SplitMix64) -> String { random.pick(texts) }
    /// Mostly small, so that most expressions have an answer.
    private static func int(_ random: inout SplitMix64) -> Int64 {
        random.chance(98) ? .random(in: 0...6, using: &random) : random.pick(ints)
    }
    private static func double(_ random: inout SplitMix64) -> Double { random.pick(doubles) }
    private static func time(_ random: inout SplitMix64) -> Timestamp {
        Timestamp(seconds: random.pick(seconds), nanoseconds: random.chance(50) ? 0 : 1) ?? .minimum
    }

    private static func list<Element>(_ random: inout SplitMix64, _ make: (inout SplitMix64) -> Element) -> [Element] {
        let count = random.chance(80) ? Int.random(in: 0...6, using: &random) : random.pick([63, 64, 65, 130])
        return (0..<count).map { _ in make(&random) }
    }

    private static func short<Element>(_ random: inout SplitMix64, _ make: (inout SplitMix64) -> Element) -> [Element] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in make(&random) }
    }
}
