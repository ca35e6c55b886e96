/// The declaration of a function that Lua finds in the `host` table. Who answers it is given with each call.
public struct HostFunction: Sendable, Hashable {
    /// The field of the `host` table, e.g. "kvGet" for `host.kvGet(…)`. "log" is taken by the sandbox.
    public let name: String
    /// Fuel for one call, besides one unit for every 64 bytes of arguments and answer.
    public let priceFuel: UInt64

    public init(name: String, priceFuel: UInt64) {
        self.name = name
        self.priceFuel = priceFuel
    }
}

/// One call of a host function by the guest.
public struct HostCall: Sendable {
    public let name: String
    public let arguments: [LuaValue]
}

/// Why a host function gives no value. The guest may catch it; uncaught, it ends the call.
public struct HostFunctionError: Error, Sendable, Hashable {
    /// Whether the capability was refused (category ``SandboxError/Category/denied``) or the work failed (`runtime`).
    public enum Kind: Sendable { case denied, failed }

    public let kind: Kind
    /// One sentence for the plugin's author; the plugin's file and line are put before it.
    public let message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    public static func denied(_ message: String) -> HostFunctionError { HostFunctionError(.denied, message) }
    public static func failed(_ message: String) -> HostFunctionError { HostFunctionError(.failed, message) }
}

/// Answers the host functions of one call, on the thread of the call. The sandbox itself must not be called from it.
public typealias HostAnswer = (HostCall) throws(HostFunctionError) -> LuaValue
