import Diagnostics
import Foundation

extension PluginPackage {
    /// Reads a folder. Hidden files are left out; links are refused, because they may lead out of the folder.
    ///
    /// - Throws: As ``init(name:files:)``, and `package.unreadable`, `.link`, `.tooDeep`.
    public static func load(directory: String) throws(DiagnosticsError) -> PluginPackage {
        var folder = PackageFolder(root: directory)
        folder.read("", depth: 0)
        guard folder.findings.isEmpty else { throw DiagnosticsError(folder.findings) }
        return try PluginPackage(name: directory, files: folder.files)
    }

    /// The folders directly below `directory` that hold a `plugin.yaml`, in the order of their names.
    ///
    /// - Throws: `package.unreadable`.
    public static func folders(in directory: String) throws(DiagnosticsError) -> [String] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: directory) } catch {
            throw DiagnosticsError([unreadable(directory)])
        }
        return names.sorted().map { directory + "/" + $0 }.filter {
            FileManager.default.fileExists(atPath: $0 + "/" + manifestPath)
        }
    }

    fileprivate static func unreadable(_ path: String) -> Diagnostic {
        Diagnostic(
            code: "package.unreadable", "\(path) cannot be read", hint: "give a folder with a plugin.yaml that you may read",
            source: SourceText(name: path, text: ""))
    }
}

/// Walks a folder, bounded by the limits of a package: what is past them is never read.
private struct PackageFolder {
    let root: String
    var files: [String: [UInt8]] = [:]
    var findings: [Diagnostic] = []
    private var bytesLeft = PackageLimits.bytesMax + 1

    init(root: String) { self.root = root }

    mutating func read(_ folder: String, depth: Int) {
        guard depth <= PackageLimits.depthMax else {
            refuse("tooDeep", folder, "folders are nested too deep", hint: "use at most \(PackageLimits.depthMax) levels")
            return
        }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path(folder)) else {
            findings.append(PluginPackage.unreadable(path(folder)))
            return
        }
        for name in names.sorted() where !name.hasPrefix(".") && files.count <= PackageLimits.filesMax {
            let inner = folder.isEmpty ? name : folder + "/" + name
            let attributes = try? FileManager.default.attributesOfItem(atPath: path(inner))
            switch attributes?[.type] as? FileAttributeType {
            case .typeDirectory: read(inner, depth: depth + 1)
            case .typeRegular: readFile(inner)
            default: refuse("link", inner, "\(inner) is not a regular file", hint: "copy what it leads to into the package")
            }
        }
    }

    private mutating func readFile(_ file: String) {
        guard let handle = FileHandle(forReadingAtPath: path(file)) else {
            findings.append(PluginPackage.unreadable(path(file)))
            return
        }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: max(1, bytesLeft)) else {
            // Nil is an empty file.
            files[file] = []
            return
        }
        bytesLeft -= data.count
        files[file] = Array(data)
    }

    private mutating func refuse(_ what: String, _ file: String, _ message: String, hint: String) {
        findings.append(Diagnostic(code: "package.\(what)", message, hint: hint, source: SourceText(name: path(file), text: "")))
    }

    private func path(_ file: String) -> String { file.isEmpty ? root : root + "/" + file }
}
