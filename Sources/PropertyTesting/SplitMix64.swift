/// Random numbers from a seed, for property tests: whoever fails prints the seed, and can be repeated with it.
///
/// splitmix64, by Sebastiano Vigna: <https://prng.di.unimi.it/splitmix64.c>. Not for secrets.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    /// What it was begun with.
    public let seed: UInt64
    private var state: UInt64

    public init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// With the seed that `STOA_SEED` names, or another one every time.
    public init() { self.init(seed: TestRun.statedSeed ?? UInt64.random(in: 1...UInt64.max)) }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number from 0 up to, not including, `bound`.
    public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// True so often in a hundred times.
    public mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    public mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
