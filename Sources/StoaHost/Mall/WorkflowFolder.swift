import Diagnostics
import Foundation
import StoaWorkflows

/// Reads `DIR/*/workflow.yaml`.
public enum WorkflowFolder {
    static let bytesMax = 256 << 10

    /// The definition files below a folder, by path.
    ///
    /// - Throws: `workflow.unreadableFile`.
    public static func sources(_ directory: String) throws(DiagnosticsError) -> [SourceText] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
        let paths = names.map { "\(directory)/\($0)/workflow.yaml" }.filter { FileManager.default.fileExists(atPath: $0) }
        return try paths.map { path throws(DiagnosticsError) in try source(path) }
    }

    /// One file as text.
    ///
    /// - Throws: `workflow.unreadableFile`.
    public static func source(_ path: String) throws(DiagnosticsError) -> SourceText {
        guard let data = FileManager.default.contents(atPath: path), data.count <= bytesMax, let text = String(data: data, encoding: .utf8)
        else {
            throw DiagnosticsError([
                Diagnostic(
                    code: "workflow.unreadableFile", "\(path) cannot be read, is no UTF-8 or is larger than \(bytesMax >> 10) KiB",
                    source: SourceText(name: path, text: ""))
            ])
        }
        return SourceText(name: path, text: text)
    }

    /// Every workflow of a folder, ready to run together.
    ///
    /// - Throws: the findings of all files.
    static func catalog(_ directory: String) throws(DiagnosticsError) -> WorkflowCatalog {
        var definitions: [WorkflowDefinition] = []
        var findings: [Diagnostic] = []
        for source in try sources(directory) {
            do { definitions.append(try WorkflowDefinition(reading: source)) } catch { findings += error.diagnostics }
        }
        guard findings.isEmpty else { throw DiagnosticsError(findings) }
        return try WorkflowCatalog(definitions)
    }
}
