import CLuaSandbox

/// What one call may use. Every limit is enforced inside the sandbox; passing one ends the call with a named error.
public struct SandboxLimits: Sendable, Hashable {
    /// Virtual-machine instructions, plus one for every 64 bytes allocated, plus the price of work done in C.
    public var fuel: UInt64 = 500_000
    /// The guest's whole heap, the sandbox's own libraries (some 30 KiB) included.
    public var memoryBytes: Int = 8 << 20
    /// The largest single allocation. It bounds the longest instruction, which is the growth of a table.
    public var blockBytes: Int = 256 << 10
    /// Processor time of the calling thread: a busy machine does not count against the guest.
    public var processorTime: Duration = .milliseconds(10)
    /// Time by the clock, waiting included: the backstop for a machine that gives the thread no time at all.
    public var wallTime: Duration = .milliseconds(100)
    /// One source file; compiling can take quadratic time.
    public var sourceBytes: Int = 64 << 10
    /// The encoded arguments of a call.
    public var inputBytes: Int = 128 << 10
    /// The encoded result, and the encoded arguments of one call of a host function.
    public var outputBytes: Int = 64 << 10
    public var outputNodes: Int = 4_096
    public var outputDepth: Int = 16
    /// All lines of one call together; what is more is cut, not an error.
    public var logBytes: Int = 1 << 10
    /// Instructions between two looks at fuel and clock: how far a call may overrun them.
    public var hookPeriodInstructions: Int = 1_000
    /// Allocations refused before the call is condemned, although a collection made room each time.
    public var refusedAllocationsMax: Int = 4
    /// Calls after which a state is replaced by a fresh one.
    public var callsPerState: Int = 10_000

    /// The limits of a pricing plugin; change what differs.
    public init() {}

    var c: CLuaSandbox.SandboxLimits {
        CLuaSandbox.SandboxLimits(
            fuel: fuel, hookPeriod: UInt32(clamping: max(1, hookPeriodInstructions)),
            refusalsMax: UInt32(clamping: max(1, refusedAllocationsMax)), memoryBytes: UInt64(clamping: memoryBytes),
            blockBytes: UInt64(clamping: blockBytes), processorNanoseconds: processorTime.nanoseconds,
            wallNanoseconds: wallTime.nanoseconds, sourceBytes: UInt64(clamping: sourceBytes),
            inputBytes: UInt64(clamping: inputBytes), outputBytes: UInt64(clamping: outputBytes),
            outputNodes: UInt32(clamping: outputNodes), outputDepth: UInt32(clamping: outputDepth),
            logBytes: UInt64(clamping: logBytes))
    }
}

extension Duration {
    /// At least 1: the C side takes 0 for "no limit".
    fileprivate var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return .max }
        return max(1, whole.addingReportingOverflow(UInt64(clamping: attoseconds / 1_000_000_000)).partialValue)
    }
}
