import Foundation

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number from 0 up to, not including, `bound`.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// The seed of a randomised test: STOA_SEED, or a fixed one, so that a run can be repeated and varied.
func testSeed(_ usual: UInt64) -> UInt64 {
    ProcessInfo.processInfo.environment["STOA_SEED"].flatMap { UInt64($0) } ?? usual
}

/// Whether tests may take minutes.
let isLongRun = ProcessInfo.processInfo.environment["STOA_LONG_TESTS"] == "1"
