import Foundation
import Measuring

/// `stoa-bench [AREA…] [--json] [--runs N] [--only TEXT]`; see `script/bench`, which prepares what it needs and starts it.
@main
struct StoaBench {
    /// A new area is one file in `Areas/` and one entry here.
    static var areas: [any Area] {
        [QuotesArea(), OrdersArea(), PluginsArea(), StartArea(), CELArea(), RulesArea(), SimulateArea(), BuildArea()]
    }

    static func main() async {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            if !options.json { print("Machine: \(Machine.name)\n") }
            var failed = false
            for area in options.areas {
                do { try await area.measure(try Bench(area: area.name, options: options)) } catch {
                    complain("\(area.name): \(error)")
                    failed = true
                }
            }
            if options.areas.count > 1 { noteWhatIsLeftOut(options) }
            exit(failed ? 1 : 0)
        } catch {
            complain("\(error)")
            exit(2)
        }
    }

    private static func noteWhatIsLeftOut(_ options: Options) {
        let measured = options.areas.map { $0.name }
        let left = areas.map { $0.name }.filter { !measured.contains($0) }
        if !left.isEmpty { complain("not measured: \(left.joined(separator: ", ")) (name it to measure it)") }
    }
}

/// One thing to measure, with all its figures.
protocol Area {
    /// What `script/bench` is asked for.
    var name: String { get }
    /// False where it takes so long that it is measured only when it is named.
    var isStandard: Bool { get }
    /// Reports each figure as soon as it is known.
    func measure(_ bench: Bench) async throws
}

/// What was asked for.
struct Options {
    var areas: [any Area] = []
    var json = false
    /// Measurements a figure is the median of.
    var runs = 5
    /// What the name of a line must contain to be measured, where an area lets its lines be chosen; empty for all.
    var only = ""

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--json" {
                json = true
            } else if argument == "--runs" {
                guard let count = rest.popFirst().flatMap(Int.init), (1...99).contains(count) else {
                    throw BenchmarkError("--runs needs a number from 1 to 99")
                }
                runs = count
            } else if argument == "--only" {
                guard let text = rest.popFirst() else { throw BenchmarkError("--only needs a part of a line's name") }
                only = text
            } else if let area = StoaBench.areas.first(where: { $0.name == argument }) {
                areas.append(area)
            } else {
                throw BenchmarkError(
                    "there is no area '\(argument)'; there are: \(StoaBench.areas.map { $0.name }.joined(separator: ", "))")
            }
        }
        if areas.isEmpty { areas = StoaBench.areas.filter { $0.isStandard } }
    }
}

func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
