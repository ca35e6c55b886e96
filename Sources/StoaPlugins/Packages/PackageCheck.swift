import Diagnostics

/// What is wrong with the files of a package, apart from what the manifest says.
struct PackageCheck {
    let name: String
    let files: [String: [UInt8]]

    var findings: [Diagnostic] {
        var findings: [Diagnostic] = []
        for path in [PluginPackage.manifestPath, PluginPackage.mainPath] where files[path] == nil {
            findings.append(finding("missingFile", path, "the package has no \(path)", hint: "add it at the top of the folder"))
        }
        if files.count > PackageLimits.filesMax {
            findings.append(
                finding("tooManyFiles", nil, "the package has \(files.count) files", hint: "use at most \(PackageLimits.filesMax)"))
        }
        let bytes = files.values.reduce(0) { $0 + $1.count }
        if bytes > PackageLimits.bytesMax {
            findings.append(
                finding("tooLarge", nil, "the package has \(bytes) bytes", hint: "use at most \(PackageLimits.bytesMax)"))
        }
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) { findings += check(path, bytes) }
        return findings
    }

    private func check(_ path: String, _ bytes: [UInt8]) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        let isLua = path.hasSuffix(".lua")
        let most = isLua ? PackageLimits.sourceBytesMax : PackageLimits.fileBytesMax
        if bytes.count > most {
            findings.append(
                finding(
                    "fileTooLarge", path, "\(path) has \(bytes.count) bytes, and \(most) are allowed",
                    hint: isLua ? "split it into modules" : "make it smaller"))
        }
        let isText = bytes.first != 0x1B && String(validating: bytes, as: UTF8.self) != nil
        if (isLua || path == PluginPackage.manifestPath) && !isText {
            findings.append(finding("notText", path, "\(path) is not UTF-8 text", hint: "ship sources, never compiled Lua"))
        }
        if PluginPackage.isModule(path), isReserved(PluginPackage.moduleName(path)) {
            findings.append(
                finding("reservedName", path, "a module cannot be called '\(PluginPackage.moduleName(path))'", hint: "rename \(path)"))
        }
        return findings
    }

    /// `require` gives these names to modules of the host.
    private func isReserved(_ module: String) -> Bool {
        module == "main" || module == "stoa" || module.hasPrefix("stoa.")
    }

    private func finding(_ what: String, _ path: String?, _ message: String, hint: String) -> Diagnostic {
        let place = path.map { "\(name)/\($0)" } ?? name
        return Diagnostic(code: "package.\(what)", message, hint: hint, source: SourceText(name: place, text: ""))
    }
}
