import StoaCommerce

/// A line of a file of past orders, or what stands for one, with its number from 1.
public struct PastOrderLine: Sendable {
    public let number: Int
    /// Without its line feed.
    public let bytes: [UInt8]

    public init(number: Int, bytes: [UInt8]) {
        self.number = number
        self.bytes = bytes
    }
}

/// Where past orders come from, some at a time, so that they are never all in memory.
public protocol PastOrderSource {
    /// The next lines, in order; empty at the end.
    mutating func next() async throws -> [PastOrderLine]
}

/// A line that was left out.
public struct SkippedLine: Sendable, Hashable {
    public let line: Int
    public let error: RulesError
}

/// Compares a stream of past orders on all processors. Its answers come in the order of the lines, and do not depend on how many
/// processors there are.
public struct SimulationRun {
    public let simulation: Simulation
    /// Lists of lines that are worked on at once.
    public let workers: Int
    /// How many changed orders the report names.
    public let top: Int

    public static let topMax = 1_000

    /// - Parameter top: at most ``topMax``.
    public init(_ simulation: Simulation, workers: Int, top: Int = 10) {
        self.simulation = simulation
        self.workers = max(1, workers)
        self.top = min(max(0, top), SimulationRun.topMax)
    }

    /// What came of some lines.
    private struct Part: Sendable {
        let number: Int
        var tally = SimulationTally()
        var changes: [SimulationReport.Change] = []
        var skipped: [SkippedLine] = []
    }

    /// - Parameters:
    ///   - changed: is given each order that changes.
    ///   - skipped: is given each line that is left out; throw to stop there.
    /// - Throws: `simulate.totalTooLarge`, and what the parameters throw.
    public func report(
        on source: inout some PastOrderSource, changed: (SimulationReport.Change) throws -> Void = { _ in },
        skipped: (SkippedLine) throws -> Void = { _ in }
    ) async throws -> SimulationReport {
        var tally = SimulationTally()
        var top: [SimulationReport.Change] = []
        var left: Int64 = 0
        func take(_ part: Part) throws {
            for line in part.skipped { try skipped(line) }
            left += Int64(part.skipped.count)
            for change in part.changes { try changed(change) }
            try tally.merge(part.tally)
            top = Array((top + part.changes).sorted(by: SimulationReport.Change.isBefore).prefix(self.top))
        }
        try await withThrowingTaskGroup(of: Part.self) { group in
            var (given, taken) = (0, 0)
            var waiting: [Int: Part] = [:]
            var isAtEnd = false
            while true {
                while !isAtEnd, given - taken < 2 * workers {
                    let lines = try await source.next()
                    guard !lines.isEmpty else {
                        isAtEnd = true
                        break
                    }
                    let number = given
                    group.addTask { [simulation] in try SimulationRun.part(number, lines, simulation) }
                    given += 1
                }
                guard let part = try await group.next() else { break }
                waiting[part.number] = part
                while let next = waiting.removeValue(forKey: taken) {
                    try take(next)
                    taken += 1
                }
            }
        }
        return SimulationReport(tally, from: simulation.from, to: simulation.to, skipped: left, top: top)
    }

    private static func part(_ number: Int, _ lines: [PastOrderLine], _ simulation: Simulation) throws(RulesError) -> Part {
        var part = Part(number: number)
        for line in lines {
            let order: PastOrder
            let comparison: OrderComparison
            do throws(RulesError) {
                order = try PastOrder(parsing: line.bytes)
                comparison = try simulation.compare(order.input)
            } catch {
                part.skipped.append(SkippedLine(line: line.number, error: error))
                continue
            }
            try part.tally.count(comparison)
            if comparison.isChanged { part.changes.append(SimulationReport.Change(comparison, id: order.id, line: line.number)) }
        }
        return part
    }
}
