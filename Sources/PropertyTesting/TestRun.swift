import Foundation

/// How a run of property tests was asked for.
public enum TestRun {
    private static let environment = ProcessInfo.processInfo.environment

    /// Whether tests may take minutes: `STOA_LONG_TESTS=1`, as `script/test --long` sets it.
    public static let isLong = environment["STOA_LONG_TESTS"] == "1"

    /// The seed that `STOA_SEED` names, which repeats what failed.
    public static let statedSeed = environment["STOA_SEED"].flatMap { UInt64($0) }

    /// The stated seed, or the usual one of a test.
    public static func seed(_ usual: UInt64) -> UInt64 { statedSeed ?? usual }
}
