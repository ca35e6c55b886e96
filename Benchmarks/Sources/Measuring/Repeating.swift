import Foundation
/// How often `body` ran in a second, all callers together.
///
/// - Parameters:
///   - callers: tasks that run the body at the same time, each as soon as its last run is done.
///   - body: gets the number of the run, from 0, no number twice in one measurement.
public func runsPerSecond(
    callers: Int, for duration: Duration, _ body: @escaping @Sendable (_ run: Int) async throws -> Void
) async throws -> Double {
    let start = ContinuousClock.now
    let end = start + duration
    let runs = try await withThrowingTaskGroup(of: Int.self) { group in
        for caller in 0..<callers {
            group.addTask {
                var run = 0
                while ContinuousClock.now < end {
                    try await body(caller + run * callers)
                    run += 1
                }
                return run
            }
        }
        return try await group.reduce(0, +)
    }
    return Double(runs) / (ContinuousClock.now - start).seconds
}

/// Nanoseconds of processor time that one run of `body` takes on this thread: what else the machine runs is not in it.
///
/// - Parameter duration: How long to repeat, by the clock on the wall.
public func nanosecondsPerRun<Failure: Error>(
    for duration: Duration, _ body: () throws(Failure) -> Void
) throws(Failure) -> Double {
    let used = processorTime()
    let end = ContinuousClock.now + duration
    // Looks at the clocks take some 300 ns: short runs are counted by batches of up to a millisecond.
    var (runs, batch) = (0, 1)
    var now = ContinuousClock.now
    while now < end {
        for _ in 0..<batch { try body() }
        runs += batch
        let before = now
        now = ContinuousClock.now
        if now - before < .milliseconds(1) { batch *= 2 }
    }
    return Double(processorTime() - used) / Double(runs)
}

/// Nanoseconds that this thread has run.
private func processorTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

extension Duration {
    public var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
