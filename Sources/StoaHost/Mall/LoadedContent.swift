import Diagnostics
import Foundation
import StoaRules

/// What merchants and vendors wrote, read from the folders that the configuration names.
struct LoadedContent: Sendable {
    let rulebook: Rulebook

    /// - Throws: ``DiagnosticsError`` with every finding of the folder that is wrong; ``HostError`` `folder.missing`.
    init(_ configuration: HostConfiguration) throws {
        rulebook = try LoadedContent.folder("rules", configuration.rules, configuration).map { path in try Rulebook.load(directory: path) } ?? .empty
    }

    /// A folder that somebody named must be there; the default one may be missing.
    private static func folder(_ setting: String, _ path: String, _ configuration: HostConfiguration) throws(HostError) -> String? {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return path }
        let source = configuration.origins.first { $0.name == setting }?.source ?? "default"
        guard source == "default" else {
            throw HostError(.usage, code: "folder.missing", "there is no folder \(path) for \(setting)", hint: "it is named by \(source)")
        }
        return nil
    }
}
