import Diagnostics
import JSONDocument
import StoaExtension

/// What a plugin says about itself in `plugin.yaml` (`stoa/plugin/1`).
public struct Manifest: Sendable, Hashable {
    public let id: PluginID
    public let version: SemanticVersion
    /// The versions of the host's plugin interface it was written for.
    public let host: VersionRange
    public let title: String?
    public let summary: String?
    /// An SPDX expression, as written.
    public let license: String?
    public let extends: [Extension]
    public let capabilities: [Capability]
    /// What a merchant may configure; an object without fields where the manifest says nothing.
    public let config: Schema

    /// One point that the plugin answers, and the function of `main.lua` that does.
    public struct Extension: Sendable, Hashable {
        public let point: ExtensionPoint
        public let handler: String
    }

    /// `acme/volume-pricing@1.2.0`, as answers and the journal name it.
    public var provider: String { "\(id)@\(version)" }

    /// The handler for a point; nil when the plugin does not extend it.
    public func handler(for point: String) -> String? { extends.first { $0.point.name == point }?.handler }

    /// The version of the plugin interface that this host offers.
    public static let hostVersion = SemanticVersion(1, 0, 0)
    public static let schemaName = "stoa/plugin/1"
}
