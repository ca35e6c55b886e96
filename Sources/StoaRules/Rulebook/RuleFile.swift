import Diagnostics

/// One file of a folder of rules, under the name that it has within the folder: `mugs-10-percent/rule.yaml`.
public struct RuleFile: Sendable, Hashable, Codable {
    public let name: String
    public let text: String

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// Whether it holds the tests of a rule, and no rule.
    public var isTest: Bool { name.hasSuffix("/tests.yaml") }

    public var source: SourceText { SourceText(name: name, text: text) }

    /// Everything of a folder that makes up a book, and the tests beside it, sorted by name.
    ///
    /// - Throws: `rule.directoryUnreadable`, `rule.fileUnreadable`.
    public static func all(in directory: String) throws(DiagnosticsError) -> [RuleFile] {
        let folder = RuleFolder(directory)
        let files = try folder.ruleFiles() + folder.testFiles()
        return files.map { RuleFile(name: String($0.name.dropFirst(folder.directory.count + 1)), text: $0.text) }
            .sorted { $0.name < $1.name }
    }

    /// Whether a file of a book may have this name: `rulebook.yaml`, or a folder and a file, each of letters, digits, `-`,
    /// `_` and `.`, not starting with a dot.
    public var hasProperName: Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 || name == "rulebook.yaml" else { return false }
        return parts.allSatisfy { part in
            (1...100).contains(part.utf8.count) && part.utf8.first != UInt8(ascii: ".")
                && part.unicodeScalars.allSatisfy {
                    ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0)
                }
        }
    }
}

extension Rulebook {
    /// Compiles the files of a book; tests among them are left out.
    ///
    /// - Throws: every mistake of every file, in the order of file names.
    public static func compile(_ files: [RuleFile]) throws(DiagnosticsError) -> Rulebook {
        try compile(files.filter { !$0.isTest }.map(\.source))
    }
}
