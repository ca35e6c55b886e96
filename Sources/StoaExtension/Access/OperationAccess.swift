/// What permissions need to know of an operation: its name and who may run it where no rule says anything.
public struct OperationAccess: Sendable, Hashable {
    /// `order.refund`
    public let name: String
    /// Any one of them opens the operation; `admin` opens every one.
    public let roles: Set<String>

    public init(name: String, roles: Set<String>) {
        self.name = name
        self.roles = roles
    }

    /// Whether rules may only narrow who runs it. What nobody but administrators and the platform itself may do – make
    /// keys, record payments – is not for a rulebook to give away.
    public var isAdministrative: Bool { roles.isSubset(of: ["admin", "system"]) }

    /// Whether rules never stand before an operation: those that lead away from a rulebook, and the approvals that a
    /// change of rulebooks may wait for. So no rulebook can lock out whoever could replace it.
    public static func isOpenDoor(_ operation: String) -> Bool {
        ["rulebook", "task"].contains(operation.prefix { $0 != "." }) || operation == "experiment.stop"
    }
}

extension Actor {
    /// Whether the actor may run everything that no rule denies.
    public var isAdministrator: Bool { roles.contains("admin") }
}
