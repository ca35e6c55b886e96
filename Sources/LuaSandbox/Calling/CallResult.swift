/// What a call gave, and what it took.
public struct CallResult: Sendable, Hashable {
    public let value: LuaValue
    /// Exact to the hook period (``SandboxLimits/hookPeriodInstructions``).
    public let fuelUsed: UInt64
    /// The highest size of the heap during the call, the libraries included.
    public let memoryPeakBytes: Int
    /// By the clock, from entry to exit.
    public let duration: Duration
    public let logLines: [String]
    /// Whether lines were cut because of ``SandboxLimits/logBytes``.
    public let logTruncated: Bool
    /// How often something was denied, caught or not.
    public let denials: Int
}
