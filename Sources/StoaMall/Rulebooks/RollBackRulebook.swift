import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `rulebook.rollback`: puts the version before into force again. A new activation: nothing is overwritten. A second
/// rollback goes back by one more.
///
/// The emergency brake: it also ends a running experiment, and no workflow that holds `rulebook.activate` holds it, since
/// what it goes back to was in force before.
struct RollBackRulebook: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let reason: String

        static let schema = Schema.object(
            title: "RulebookRollback", fields: [.required("reason", .string(minLength: 1, maxLength: 500), "why, for the journal")])
    }

    let definition = OperationDefinition(
        "rulebook.rollback", .command, "Puts the version that was in force before back into force on every host.",
        roles: RulebookSchemas.roles, route: .init(.post, "/v1/rulebooks/rollback"),
        events: ["rulebook.activated", "experiment.stopped"], errors: ["rulebook.nothingBefore", "rulebook.unreadable"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> RulebookStanding {
        var control = try context.rulebookControl()
        guard let previous = control.value.before.last, let current = control.value.active?.rulebook else {
            throw .refused(
                Refusal(
                    .conflict, code: "rulebook.nothingBefore", "no version was in force before the one that is now",
                    hint: "activate another one; GET /v1/rulebooks lists them"))
        }
        _ = try rulebooks.book(previous, &context)
        try context.stopExperiment(&control)
        control.value.before.removeLast()
        control.value.active = .init(rulebook: previous, at: context.now, by: context.actor.id, cause: .rolledBack)
        try context.save(control)
        context.emit(
            "rulebook.activated", about: previous,
            [
                "rulebook": .string(previous.text), "replaced": .string(current.text), "cause": "rolledBack",
                "by": .string(context.actor.id), "reason": .string(input.reason),
            ])
        return RulebookStanding(previous, control.value)
    }
}
