import StoaCommerce

/// Where the host learns what a tenant has installed.
public protocol InstallationSource: Sendable {
    /// The enabled installations, each plugin at most once. Asked for every question; must not block.
    func installations(for tenant: TenantID) -> [PluginInstallation]
}

/// The same installations for every tenant: packages in a folder that the operator manages, and trusts. They run inside
/// the host's process.
public struct SharedInstallations: InstallationSource {
    private let installed: [PluginInstallation]

    public init(_ installed: [PluginInstallation]) { self.installed = installed.sorted { $0.id < $1.id } }

    public func installations(for tenant: TenantID) -> [PluginInstallation] { installed }
}
