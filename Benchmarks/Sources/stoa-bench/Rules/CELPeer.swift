import Foundation
import Measuring

/// Google's implementation, `cel-expr-python`, with its own clock: `Peers/cel_peer.py`. Each measurement is a process.
struct CELPeer {
    private let python: String
    private let script: String
    private let facts: URL
    private let output: URL

    /// Nil, with the reason on standard error, when there is none on this machine.
    init?(_ bench: Bench, _ facts: RuleFacts) throws {
        let environment = ProcessInfo.processInfo.environment
        python = environment["STOA_PYTHON"] ?? bench.root.appendingPathComponent(".venv/bin/python").path
        script = bench.root.appendingPathComponent("Benchmarks/Peers/cel_peer.py").path
        self.facts = bench.folder.appendingPathComponent("facts.json")
        output = bench.folder.appendingPathComponent("peer.txt")
        try JSONEncoder().encode(facts).write(to: self.facts)
        guard FileManager.default.isExecutableFile(atPath: python), (try? nanoseconds("engine", "true")) != nil else {
            complain("cel: no cel-expr-python to measure beside: \(python) cannot import it (set STOA_PYTHON to one that can)")
            return nil
        }
    }

    /// - Parameter what: `engine`, an evaluation inside of the engine, without the call from Python; or `compile`.
    func nanoseconds(_ what: String, _ expression: String) throws -> Double {
        let process = try ChildProcess([python, script, what, facts.path, RuleFacts.now, expression], output: output)
        guard process.wait().code == 0, let value = Double(process.outputText.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw BenchmarkError("cel_peer.py: \(process.outputText)")
        }
        return value
    }
}
