import Foundation

extension CorpusRunner {
    /// Runs every case of the folder's manifest, one after the other, on the calling thread.
    ///
    /// - Parameter each: Called after each case, e.g. to print it.
    /// - Throws: Foundation's error where the manifest or a script cannot be read.
    public func run(folder: String, each: (CorpusResult) -> Void = { _ in }) throws -> [CorpusResult] {
        let root = URL(fileURLWithPath: folder)
        let manifest = try String(contentsOf: root.appendingPathComponent("manifest.tsv"), encoding: .utf8)
        return try CorpusCase.parse(manifest: manifest).map { test in
            let source = try Data(contentsOf: root.appendingPathComponent(test.name + ".lua"))
            let result = run(test, source: Array(source))
            each(result)
            return result
        }
    }
}
