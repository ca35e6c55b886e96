/// What a sandbox offers to the scripts that run in it.
public struct SandboxConfiguration: Sendable {
    public var limits: SandboxLimits
    public var hostFunctions: [HostFunction]
    public var hostModules: [HostModule]
    /// Whether the guest itself sees the `host` table, and not the host modules only.
    public var hostTableVisible: Bool
    /// What to do instead, by the name that was denied, e.g. `["print": "use stoa.log"]`.
    public var hints: [String: String]

    public init(
        limits: SandboxLimits = SandboxLimits(), hostFunctions: [HostFunction] = [], hostModules: [HostModule] = [],
        hostTableVisible: Bool = false, hints: [String: String] = [:]
    ) {
        self.limits = limits
        self.hostFunctions = hostFunctions
        self.hostModules = hostModules
        self.hostTableVisible = hostTableVisible
        self.hints = hints
    }
}
