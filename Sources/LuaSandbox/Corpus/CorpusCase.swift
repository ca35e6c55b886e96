/// One script of a sandbox corpus: what it is called, how it is run, and how it must end.
///
/// A corpus is a folder with `NAME.lua` files and `manifest.tsv`: a header line, then name, category, expectation and
/// options, separated by tabs. An expectation is `ok: VALUE` (see ``LuaValue/corpusText``) or `error: CATEGORY`;
/// options are `key=value`, separated by blanks.
public struct CorpusCase: Sendable, Hashable {
    public let name: String
    public let category: String
    public let expectation: String
    public let options: [String: String]

    public init(name: String, category: String, expectation: String, options: [String: String] = [:]) {
        self.name = name
        self.category = category
        self.expectation = expectation
        self.options = options
    }

    /// The cases of a manifest in its order; lines with fewer than three columns are left out.
    public static func parse(manifest: String) -> [CorpusCase] {
        manifest.split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard columns.count >= 3 else { return nil }
            var options: [String: String] = [:]
            for option in (columns.count > 3 ? columns[3] : "").split(separator: " ") {
                let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
                if parts.count == 2 { options[parts[0]] = parts[1] }
            }
            return CorpusCase(name: columns[0], category: columns[1], expectation: columns[2], options: options)
        }
    }
}

/// How one script of a corpus ended.
public struct CorpusResult: Sendable, Hashable {
    public let name: String
    public let expectation: String
    /// In the form of the expectation.
    public let outcome: String
    /// The error's text, or "".
    public let detail: String
    public let fuelUsed: UInt64
    public let duration: Duration

    public var passed: Bool { outcome == expectation }
}
