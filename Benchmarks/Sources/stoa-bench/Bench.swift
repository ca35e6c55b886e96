import Foundation
import Measuring

/// What an area measures with.
struct Bench {
    let area: String
    let runs: Int
    /// The project's folder.
    let root: URL
    /// The area's own empty folder, on a disk; removed by `script/bench`.
    let folder: URL
    /// Nil when there is no PostgreSQL on this machine.
    let postgres: String?
    private let json: Bool
    private let only: String

    /// How long one measurement of a rate lasts.
    let duration = Duration.seconds(1)

    init(area: String, options: Options) throws {
        self.area = area
        runs = options.runs
        json = options.json
        only = options.only
        root = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        let environment = ProcessInfo.processInfo.environment
        guard let scratch = environment["STOA_BENCH_FOLDER"] else { throw BenchmarkError("start script/bench, not the program itself") }
        folder = URL(fileURLWithPath: scratch).appendingPathComponent(area)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        postgres = environment["STOA_BENCH_POSTGRES"]
    }

    /// Whether a line was asked for: all are, unless `--only` names a part of some.
    func wants(_ line: String) -> Bool { only.isEmpty || line.contains(only) }

    /// A program that was built along with this one.
    func program(_ name: String) throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// Measures a subject and its limit in turn, and reports the medians as one figure.
    func figure(_ line: String, unit: String, _ subject: Subject, beside limit: Subject) async throws {
        let values = try await medians(of: [subject, limit], runs: runs)
        try report(line, unit: unit, values[0], beside: limit.name, values[1], runs: runs)
    }

    func report(_ line: String, unit: String, _ value: Double, beside limit: String, _ limitValue: Double, runs: Int) throws {
        try report(Figure(area: area, line: line, value: value, unit: unit, reference: limit, referenceValue: limitValue, runs: runs))
    }

    /// Reports a figure that has no limit to stand beside.
    func report(_ line: String, unit: String, _ value: Double, runs: Int) throws {
        try report(Figure(area: area, line: line, value: value, unit: unit, runs: runs))
    }

    private func report(_ figure: Figure) throws {
        print(json ? try figure.json() : figure.text)
        fflush(nil)
    }
}
