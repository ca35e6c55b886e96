import StoaCommerce
import StoaExtension
import Testing

@testable import StoaHost

@Suite struct RolePolicyTests {
    private let policy = RolePolicy(gates: [
        { command, _ in [gate("z", command, .hold(workflow: "w")), gate("b", command, .deny(code: "no", message: "no"))] },
        { command, tenant in
            tenant.text == "north" ? [gate("y", command, .allow), gate("a", command, .deny(code: "no", message: "no"))] : []
        },
    ])

    @Test(arguments: [
        (Actor.Kind.user, ["support"], true), (.user, ["admin"], true), (.user, ["customer"], false), (.user, [], false),
        (.system, [], true),
        (.plugin, [], false), (.user, ["system"], false),
    ])
    func rolesOpenCommands(kind: Actor.Kind, roles: [String], isAllowed: Bool) {
        let decision = policy.permits(
            Actor(kind: kind, id: "x", roles: Set(roles)), toRun: "order.refund", allowedRoles: ["support", "finance"])
        #expect((decision == .allow) == isAllowed)
    }

    @Test func aCommandWithoutRolesIsForAdminsAndTheSystem() {
        #expect(policy.permits(Actor(kind: .user, id: "x", roles: ["finance"]), toRun: "x", allowedRoles: []) != .allow)
    }

    @Test func gatesAreSortedByEffectAndThenById() {
        #expect(policy.gates(before: "order.refund", in: ID(trusted: "north")).map(\.id) == ["y", "a", "b", "z"])
        #expect(policy.gates(before: "order.refund", in: ID(trusted: "south")).map(\.id) == ["b", "z"])
    }
}

private func gate(_ id: String, _ command: String, _ effect: Gate.Effect) -> Gate {
    Gate(id: id, command: command, effect: effect) { _ in true }
}
