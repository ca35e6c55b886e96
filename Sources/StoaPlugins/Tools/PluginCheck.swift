import Diagnostics
import LuaSandbox
import StoaExtension

/// Looks a package over without asking it anything: what `stoa plugin check` does.
public struct PluginCheck: Sendable {
    private let executor: SandboxExecutor

    public init(executor: SandboxExecutor) { self.executor = executor }

    /// All findings about the folder; empty for a package that can be installed as it is.
    ///
    /// Besides those of ``PluginPackage/load(directory:)``: `plugin.compileError` and whatever the main chunk does wrong,
    /// at the vendor's line; `plugin.pointNotServed`, `plugin.capabilityNotOffered`; the warnings `plugin.needsConfiguration`
    /// and `plugin.noTests`.
    public func findings(in directory: String) async -> [Diagnostic] {
        do throws(DiagnosticsError) {
            return await findings(in: try PluginPackage.load(directory: directory))
        } catch {
            return error.diagnostics
        }
    }

    public func findings(in package: PluginPackage) async -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for capability in package.manifest.capabilities where !capability.isOptional {
            findings.append(
                Diagnostic(
                    code: "plugin.capabilityNotOffered", "this host grants nobody '\(capability.name.rawValue)'",
                    hint: "make it optional, and work without it", source: package.source(PluginPackage.manifestPath)))
        }
        for extended in package.manifest.extends {
            guard let contract = PointContract.named(extended.point.name) else {
                findings.append(PluginCheck.notServed(extended.point.name, in: package))
                continue
            }
            let result = await executor.attempt(in: package) { () throws(PluginFailure) in
                try PluginProgram(package, contract).checkHandler()
            }
            if case .failure(let failure) = result { findings.append(package.diagnostic(failure)) }
        }
        return findings + warnings(package)
    }

    private func warnings(_ package: PluginPackage) -> [Diagnostic] {
        var warnings: [Diagnostic] = []
        do throws(DiagnosticsError) { _ = try PluginInstallation(package) } catch {
            let fields = error.diagnostics.map(\.message).joined(separator: ", ")
            warnings.append(
                Diagnostic(
                    .warning, code: "plugin.needsConfiguration", "cannot be installed without a configuration (\(fields))",
                    hint: "give the fields a default", source: package.source(PluginPackage.manifestPath)))
        }
        if !package.files.keys.contains(where: { $0.hasPrefix(PluginPackage.testsFolder) }) {
            warnings.append(
                Diagnostic(
                    .warning, code: "plugin.noTests", "the package has no tests", hint: "add a golden case tests/NAME.json",
                    source: package.source(PluginPackage.manifestPath)))
        }
        return warnings
    }

    static func notServed(_ point: String, in package: PluginPackage) -> Diagnostic {
        Diagnostic(
            code: "plugin.pointNotServed", "plugins cannot answer '\(point)' in this host's process",
            hint: suggestion(for: point, among: PointContract.all.map(\.point.name)), source: package.source(PluginPackage.manifestPath))
    }
}

extension PluginPackage {
    /// The failure at the line that its message starts with, when it is one of the package's files.
    func diagnostic(_ failure: PluginFailure) -> Diagnostic {
        let parts = failure.message.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let line = Int(parts[1]), let source = source(parts[0]) else {
            return Diagnostic(
                code: failure.code, failure.message, hint: failure.hint, source: source(PluginPackage.mainPath))
        }
        let start = source.offset(of: SourcePosition(line: line, column: 1))
        let text = source.line(line)
        let indent = text.prefix { $0 == " " || $0 == "\t" }.utf8.count
        return Diagnostic(
            code: failure.code, String(parts[2].drop { $0 == " " }), hint: failure.hint, source: source,
            span: SourceSpan(start + indent, start + max(indent + 1, text.utf8.count)))
    }
}
