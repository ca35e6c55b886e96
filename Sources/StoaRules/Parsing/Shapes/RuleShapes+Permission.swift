import JSONDocument
import StoaCommerce

extension RuleShapes {
    static let permission = file(
        "Permission", "who may run which operation on what",
        [
            .required("id", id), .optional("title", localized),
            .required("on", oneOrMore(operationPattern), "operations: order.refund, order.* or *"),
            .optional("allow", texts, "roles that may, or everyone; then nobody else but admins may"),
            .optional("deny", texts, "roles that may not, or everyone"),
            .optional("separate", oneOrMore(operation), "commands: who ran one of them on the same subject may not run 'on'"),
            .optional("when", condition(over: "command, actor, subject and now"), "always when absent"),
            .optional("message", .string(minLength: 1, maxLength: 500), "what who is refused is told"),
        ], exactlyOneOf: ["allow", "deny", "separate"])

    private static let operationPattern = Schema.string(pattern: "^(\\*|[A-Za-z0-9]+\\.(\\*|[A-Za-z0-9]+))$")
    private static let operation = Schema.string(pattern: "^[A-Za-z0-9]+\\.[A-Za-z0-9]+$")

    // MARK: Tests

    static let permissionTest = MappingShape(
        "somebody who wants to run an operation, and whether they may",
        [
            .required("name", .string(), "what the test shows"), .required("run", operation, "the operation"),
            .required("actor", actor.schema), .optional("command", anything, "its input; {} when absent"),
            .optional("subject", .dictionary(of: anything), "the document that it is about, under its kind"),
            .optional("did", .dictionary(of: oneOrMore(operation)), "who ran which commands on the subject before, by actor"),
            .optional("byRole", .oneOf(RoleAnswer.self), "what the operation's own roles say; allow when absent"),
            .optional("at", instant, "2026-01-01T00:00:00Z when absent"),
            .required("expect", .string(), "allow, or the code of the refusal"), .optional("by", id, "the rule that decides"),
        ])
    static let actor = MappingShape(
        "who asks",
        [
            .required("id", .string(minLength: 1)), .optional("roles", texts),
            .optional("kind", .oneOf(ActorKind.self), "user when absent"),
            .optional("seller", .string(minLength: 1)),
        ])
    private static let anything = Schema()
}

enum RoleAnswer: String, CaseIterable { case allow, deny }
enum ActorKind: String, CaseIterable { case user, customer, plugin, workflow }
