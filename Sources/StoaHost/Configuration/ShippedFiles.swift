import Foundation

/// Where the rules, workflows and plugins that come with Stoa lie on this machine.
public struct ShippedFiles: Sendable, Hashable {
    /// The folder that holds all three.
    public let root: String

    public var rules: String { root + "/rules" }
    public var workflows: String { root + "/workflows" }
    public var plugins: String { root + "/plugins" }

    /// Looks in the working directory, then upwards from the executable.
    ///
    /// - Returns: nil when no folder holds `rules/` and `plugins/` side by side.
    public static func find() -> ShippedFiles? {
        var candidates = [FileManager.default.currentDirectoryPath]
        var folder = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
        for _ in 0..<6 {
            guard let path = folder?.path, path != "/" else { break }
            candidates += [path, path + "/share/stoa"]
            folder = folder?.deletingLastPathComponent()
        }
        return candidates.first(where: holdsAll).map(ShippedFiles.init(root:))
    }

    private static func holdsAll(_ folder: String) -> Bool {
        ["rules", "plugins", "workflows"].allSatisfy { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder) && isFolder.boolValue
        }
    }
}
