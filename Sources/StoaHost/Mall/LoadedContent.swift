import Diagnostics
import Foundation
import StoaPlugins
import StoaRules
import StoaWorkflows

/// What merchants and vendors wrote, read from the folders that the configuration names.
struct LoadedContent: Sendable {
    let rulebook: Rulebook
    /// What the rulebook was compiled from.
    let ruleFiles: [RuleFile]
    let workflows: WorkflowCatalog
    let plugins: [PluginInstallation]

    /// - Throws: ``DiagnosticsError`` with the findings of every folder that is wrong; ``HostError`` `folder.missing`.
    init(_ configuration: HostConfiguration) throws {
        var findings: [Diagnostic] = []
        let rules = try LoadedContent.load("rules", configuration.rules, configuration, &findings) { path throws(DiagnosticsError) in
            let book = try Rulebook.load(directory: path)
            let strangers = Rulebook.findings(about: MallOperations.access, directory: path).map(\.diagnostic)
            guard strangers.isEmpty else { throw DiagnosticsError(strangers) }
            return (book, try RuleFile.all(in: path))
        }
        (rulebook, ruleFiles) = rules ?? (.empty, [])
        let workflows = try LoadedContent.load("workflows", configuration.workflows, configuration, &findings) {
            path throws(DiagnosticsError) in try WorkflowFolder.catalog(path)
        }
        plugins =
            try LoadedContent.load("plugins", configuration.plugins, configuration, &findings) { path throws(DiagnosticsError) in
                try PluginInstallation.folders(in: path)
            } ?? []
        guard findings.isEmpty else { throw DiagnosticsError(findings) }
        self.workflows = try workflows ?? WorkflowCatalog([])
    }

    /// - Returns: nil for a default folder that does not exist, and where there were findings.
    private static func load<Value>(
        _ setting: String, _ path: String, _ configuration: HostConfiguration, _ findings: inout [Diagnostic],
        _ read: (String) throws(DiagnosticsError) -> Value
    ) throws(HostError) -> Value? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            let source = configuration.origins.first { $0.name == setting }?.source ?? "default"
            if source == "default" { return nil }
            throw HostError(
                .usage, code: "folder.missing", "there is no folder \(path) for \(setting)", hint: "it is named by \(source)")
        }
        do { return try read(path) } catch {
            findings += error.diagnostics
            return nil
        }
    }
}
