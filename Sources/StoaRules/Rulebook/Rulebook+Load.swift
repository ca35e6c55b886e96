import Diagnostics
import Foundation

extension Rulebook {
    /// Reads and compiles a folder: `rulebook.yaml` and every `<id>/rule.yaml`.
    ///
    /// - Throws: every mistake of every file; `rule.directoryUnreadable`, `rule.fileUnreadable`.
    public static func load(directory: String) throws(DiagnosticsError) -> Rulebook {
        try compile(try RuleFolder(directory).ruleFiles())
    }

    /// What is wrong with a folder of rules, warnings included; empty when all is well. Never throws.
    public static func check(directory: String) -> [Diagnostic] {
        do throws(DiagnosticsError) { return read(try RuleFolder(directory).ruleFiles()).findings } catch { return error.diagnostics }
    }
}

extension SourceText {
    /// Whether the file holds no rule but rows for one.
    var isData: Bool { name.hasSuffix(".csv") }
}

/// The files of a folder of rules.
struct RuleFolder {
    let directory: String

    init(_ directory: String) {
        self.directory = directory.count > 1 && directory.hasSuffix("/") ? String(directory.dropLast()) : directory
    }

    /// Rules, the rulebook, and the CSV files beside rules.
    func ruleFiles() throws(DiagnosticsError) -> [SourceText] {
        var files = try contents(named: "rule.yaml")
        let book = directory + "/rulebook.yaml"
        if FileManager.default.fileExists(atPath: book) { files.append(try text(of: book)) }
        for rule in files where rule.name.hasSuffix("/rule.yaml") {
            let folder = String(rule.name.dropLast("/rule.yaml".count))
            let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
            for name in names where name.hasSuffix(".csv") { files.append(try text(of: "\(folder)/\(name)")) }
        }
        return files
    }

    func testFiles() throws(DiagnosticsError) -> [SourceText] { try contents(named: "tests.yaml") }

    private func contents(named name: String) throws(DiagnosticsError) -> [SourceText] {
        let folders: [String]
        do { folders = try FileManager.default.contentsOfDirectory(atPath: directory).sorted() } catch {
            throw DiagnosticsError([
                Diagnostic(
                    code: "rule.directoryUnreadable", "'\(directory)' cannot be read as a folder",
                    hint: "name a folder that holds <id>/rule.yaml")
            ])
        }
        var files: [SourceText] = []
        for folder in folders {
            let path = "\(directory)/\(folder)/\(name)"
            if FileManager.default.fileExists(atPath: path) { files.append(try text(of: path)) }
        }
        return files
    }

    private func text(of path: String) throws(DiagnosticsError) -> SourceText {
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: Array(data), as: UTF8.self) else {
            throw DiagnosticsError([
                Diagnostic(
                    code: "rule.fileUnreadable", "'\(path)' cannot be read as UTF-8 text", hint: "check its encoding and permissions",
                    source: SourceText(name: path, text: ""))
            ])
        }
        return SourceText(name: path, text: text)
    }
}
