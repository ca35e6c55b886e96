import Foundation
import JSONDocument
import Measuring

/// `zen-engine`, a rule engine in Rust with decision tables: `Peers/zen_peer.py`. Each measurement is a process.
struct ZenPeer {
    private let python: String
    private let script: String
    private let folder: URL

    /// Nil, with the reason on standard error, when there is none on this machine.
    init?(_ bench: Bench) throws {
        let environment = ProcessInfo.processInfo.environment
        python = environment["STOA_PYTHON"] ?? bench.root.appendingPathComponent(".venv/bin/python").path
        script = bench.root.appendingPathComponent("Benchmarks/Peers/zen_peer.py").path
        folder = bench.folder
        guard FileManager.default.isExecutableFile(atPath: python), (try? run(["--probe"])) != nil else {
            complain("rules: no zen-engine to measure beside: \(python) cannot import it (set STOA_PYTHON to one that can)")
            return nil
        }
    }

    /// Nanoseconds in which the table is evaluated for one cart, without what it takes to hand the cart over from Python.
    func nanosecondsPerCart(_ book: SyntheticBook, _ carts: [SyntheticMall.CartWithCodes]) throws -> Double {
        let name = "table-\(book.mall.rules)"
        let (table, facts) = (folder.appendingPathComponent(name + ".json"), folder.appendingPathComponent(name + "-carts.json"))
        try Data(DecisionTable(book: book).json.canonicalBytes).write(to: table)
        try Data(JSON.array(carts.map(DecisionTable.facts)).canonicalBytes).write(to: facts)
        let output = try run([table.path, facts.path])
        guard let value = Double(output) else { throw BenchmarkError("zen_peer.py: \(output)") }
        return value
    }

    private func run(_ arguments: [String]) throws -> String {
        let process = try ChildProcess([python, script] + arguments, output: folder.appendingPathComponent("zen.txt"))
        guard process.wait().code == 0 else { throw BenchmarkError("zen_peer.py: \(process.outputText)") }
        return process.outputText.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
