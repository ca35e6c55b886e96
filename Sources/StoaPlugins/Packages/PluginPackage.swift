import Crypto
import Diagnostics
import LuaSandbox
import StoaCommerce

/// A plugin as its vendor made it: the manifest, `main.lua`, further modules and tests. A value; nothing runs yet.
public struct PluginPackage: Sendable, Hashable {
    public let manifest: Manifest
    /// Every file by its path inside the package, `/` between folders.
    public let files: [String: [UInt8]]
    /// SHA-256 in hexadecimal over the sorted list of paths and the SHA-256 of each file: equal packages, equal hash.
    public let hash: String
    /// What findings call the package: the folder as given.
    public let name: String

    public static let manifestPath = "plugin.yaml"
    public static let mainPath = "main.lua"
    static let testsFolder = "tests/"

    /// Checks and takes the files.
    ///
    /// - Throws: All findings: those of ``Manifest/read(_:)``, and `package.missingFile`, `.fileTooLarge`, `.tooLarge`,
    ///   `.tooManyFiles`, `.notText` (Lua bytecode, or no UTF-8), `.reservedName`.
    public init(name: String, files: [String: [UInt8]]) throws(DiagnosticsError) {
        var findings = PackageCheck(name: name, files: files).findings
        var manifest: Manifest?
        if let bytes = files[PluginPackage.manifestPath] {
            do throws(DiagnosticsError) {
                manifest = try Manifest.read(
                    SourceText(name: "\(name)/\(PluginPackage.manifestPath)", text: String(decoding: bytes, as: UTF8.self)))
            } catch {
                findings += error.diagnostics
            }
        }
        guard let manifest, findings.isEmpty else { throw DiagnosticsError(findings) }
        self.name = name
        self.manifest = manifest
        self.files = files
        hash = PluginPackage.hash(of: files)
    }

    /// The modules that `require` finds, by module name: `rates/eu.lua` is `rates.eu`. Tests are not among them.
    var modules: [String: [UInt8]] {
        var modules: [String: [UInt8]] = [:]
        for (path, bytes) in files where PluginPackage.isModule(path) { modules[PluginPackage.moduleName(path)] = bytes }
        return modules
    }

    /// The text of a file as findings show it; nil when there is no such file.
    func source(_ path: String) -> SourceText? {
        files[path].map { SourceText(name: "\(name)/\(path)", text: String(decoding: $0, as: UTF8.self)) }
    }

    static func isModule(_ path: String) -> Bool {
        path.hasSuffix(".lua") && path != mainPath && !path.hasPrefix(testsFolder)
    }

    static func moduleName(_ path: String) -> String {
        String(path.dropLast(".lua".count)).replacing("/", with: ".")
    }

    private static func hash(of files: [String: [UInt8]]) -> String {
        var list = SHA256()
        for (path, bytes) in files.sorted(by: { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }) {
            list.update(data: Array("\(SHA256.hash(data: bytes).hexadecimal)  \(path)\n".utf8))
        }
        return list.finalize().hexadecimal
    }
}
