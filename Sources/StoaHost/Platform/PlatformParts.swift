import Logging
import ServiceLifecycle
import StoaCommerce
import StoaExtension
import StoaKernel

/// What a platform is put together from. Every part that touches the world is injected, so a test can replace it.
public struct PlatformParts: Sendable {
    public var storage: any Storage
    /// What can be done here: ``MallOperations``, or a few of a test's own.
    public var operations: [AnyOperation] = []
    /// Where the gates come from that are known without asking: the workflows.
    public var gates: [RolePolicy.GateSource] = []
    /// Gates that are kept in the store.
    public var storedGates: [any GateSource] = []
    /// Rules about who may run what that are kept in the store.
    public var storedPermissions: [any PermissionSource] = []
    /// Who answers extension points; replies come in this order.
    public var extensions: [any ExtensionHost] = []
    public var clock: @Sendable () -> Instant = SystemClock.now
    public var randomness: @Sendable () -> (UInt64, UInt64) = {
        (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    }
    public var log = Logger(label: "stoa")

    public init(storage: any Storage) { self.storage = storage }
}
