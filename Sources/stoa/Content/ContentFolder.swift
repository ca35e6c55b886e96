import Foundation
import StoaHost

/// A folder that a merchant or a vendor works in, and what lies in it.
struct ContentFolder {
    enum Kind: String, CaseIterable {
        case rules, workflows, plugins

        /// The file by which a folder below is recognised.
        var marker: String {
            switch self {
            case .rules: "rule.yaml"
            case .workflows: "workflow.yaml"
            case .plugins: "plugin.yaml"
            }
        }
    }

    let path: String
    let kinds: [Kind]

    /// - Throws: `folder.missing`, `folder.nothingKnown`.
    init(_ path: String) throws(HostError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw HostError(
                .usage, code: "folder.missing", "there is no folder \(path)", hint: "name a folder of rules, workflows or plugins")
        }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
        kinds = Kind.allCases.filter { kind in
            names.contains { FileManager.default.fileExists(atPath: "\(path)/\($0)/\(kind.marker)") }
        }
        guard !kinds.isEmpty else {
            throw HostError(
                .usage, code: "folder.nothingKnown", "\(path) holds no rules, workflows or plugins",
                hint: "they lie one folder down: \(path)/<id>/rule.yaml, workflow.yaml or plugin.yaml")
        }
        self.path = path
    }

    /// The folders named, or else `rules`, `workflows` and `plugins` of the working directory, as far as they are there.
    static func folders(_ paths: [String]) throws(HostError) -> [ContentFolder] {
        if !paths.isEmpty { return try paths.map { path throws(HostError) in try ContentFolder(path) } }
        let found = Kind.allCases.compactMap { try? ContentFolder($0.rawValue) }
        guard !found.isEmpty else {
            throw HostError(
                .usage, code: "folder.nothingKnown", "there is no folder rules, workflows or plugins here",
                hint: "name the folders to look at")
        }
        return found
    }
}
