import Diagnostics
import JSONDocument

/// A package as a merchant has it installed: configured, and perhaps for some channels only.
public struct PluginInstallation: Sendable, Hashable {
    public let package: PluginPackage
    /// Valid under the manifest's schema, defaults filled in.
    public let config: JSON
    /// The channels it is enabled for; nil for all.
    public let channels: Set<String>?

    public var id: PluginID { package.manifest.id }

    /// - Parameter config: An object; what it leaves out is taken from the defaults in the manifest's schema.
    /// - Throws: One `plugin.configRefused` for each violation, with its place in the configuration.
    public init(_ package: PluginPackage, config: JSON = [:], channels: Set<String>? = nil) throws(DiagnosticsError) {
        let schema = package.manifest.config
        let complete = schema.fillingDefaults(in: config)
        let violations = schema.validate(complete)
        guard violations.isEmpty else {
            let source = SourceText(name: "\(package.manifest.id) configuration", text: "")
            throw DiagnosticsError(
                violations.map { violation in
                    Diagnostic(
                        code: "plugin.configRefused", "\(violation.pointer): \(violation.message)", hint: violation.hint, source: source)
                })
        }
        self.package = package
        self.config = complete
        self.channels = channels
    }

    /// Whether the plugin is asked for a question about this channel; a question without a channel asks all.
    func isEnabled(for channel: String?) -> Bool {
        guard let channels, let channel else { return true }
        return channels.contains(channel)
    }

    /// Loads every package folder below `directory` and installs it for all channels.
    ///
    /// - Parameter configurations: By plugin; others get their manifest's defaults.
    /// - Throws: The findings of all packages; `plugin.installedTwice` for two folders with one id, and
    ///   `plugin.notInstalled` for a configuration without its plugin.
    public static func folders(
        in directory: String, configurations: [PluginID: JSON] = [:]
    ) throws(DiagnosticsError) -> [PluginInstallation] {
        var installed: [PluginID: PluginInstallation] = [:]
        var findings: [Diagnostic] = []
        for folder in try PluginPackage.folders(in: directory) {
            do throws(DiagnosticsError) {
                let package = try PluginPackage.load(directory: folder)
                let id = package.manifest.id
                if let other = installed[id] {
                    findings.append(
                        Diagnostic(
                            code: "plugin.installedTwice", "\(id) is in \(other.package.name) and in \(folder)",
                            hint: "remove one of the folders", source: SourceText(name: folder, text: "")))
                    continue
                }
                installed[id] = try PluginInstallation(package, config: configurations[id] ?? [:])
            } catch {
                findings += error.diagnostics
            }
        }
        for id in configurations.keys.sorted() where installed[id] == nil && findings.isEmpty {
            findings.append(
                Diagnostic(
                    code: "plugin.notInstalled", "there is a configuration for \(id), which is not in \(directory)",
                    hint: suggestion(for: id.description, among: installed.keys.map(\.description))))
        }
        guard findings.isEmpty else { throw DiagnosticsError(findings) }
        return installed.values.sorted { $0.id < $1.id }
    }
}
