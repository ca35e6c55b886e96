/// Makes ids. Injected, so that a decision can be replayed with the ids it first made.
///
/// The 26 characters after the prefix are Crockford base 32: 48 bits of milliseconds, then 80 bits from the seed, so
/// ids sort by time of creation and cannot be guessed from one another when the seed is random.
public struct IDSource: Sendable {
    private let milliseconds: UInt64
    private var state: UInt64
    private let stream: UInt64

    /// The same instant and seed give the same ids in the same order.
    public init(at instant: Instant, seed: (UInt64, UInt64)) {
        milliseconds = UInt64(max(0, instant.millisecondsSince1970)) & 0xFFFF_FFFF_FFFF
        state = seed.0
        stream = seed.1
    }

    public mutating func next<Noun: Identified>(_ noun: Noun.Type = Noun.self) -> ID<Noun> {
        ID(trusted: Noun.idPrefix + "_" + nextBody())
    }

    /// 26 characters without a prefix.
    public mutating func nextBody() -> String {
        let high = nextRandom() & 0xFFFF
        let low = nextRandom()
        var value = UInt128(milliseconds) << 80 | UInt128(high) << 64 | UInt128(low)
        var characters = [UInt8](repeating: 0, count: 26)
        for index in characters.indices.reversed() {
            characters[index] = crockford[Int(value & 31)]
            value >>= 5
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// splitmix64 over the seed, mixed with the second word.
    private mutating func nextRandom() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state ^ stream
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

private let crockford = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
