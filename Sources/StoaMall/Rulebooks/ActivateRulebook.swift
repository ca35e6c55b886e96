import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `rulebook.activate`: puts a version into force, now or at an instant.
struct ActivateRulebook: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<RulebookVersion>
        let at: Instant?

        static let schema = Schema.object(
            title: "RulebookActivationRequest",
            fields: [
                .required("id", RulebookSchemas.id, "the version"),
                .optional("at", .instant, "when it shall come into force; now when absent or past"),
            ])
    }

    let definition = OperationDefinition(
        "rulebook.activate", .command, "Puts a published version into force on every host, now or at an instant.",
        roles: RulebookSchemas.roles, route: .init(.post, "/v1/rulebooks/{id}/activation"),
        events: ["rulebook.activated", "rulebook.scheduled"],
        errors: ["rulebook.notFound", "rulebook.unreadable", "rulebook.tooManyScheduled", "experiment.running"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> RulebookStanding {
        _ = try rulebooks.published(input.id, &context)
        var control = try context.rulebookControl()
        guard let at = input.at, at > context.now else {
            try rulebooks.activate(input.id, as: .activated, &control, &context)
            return RulebookStanding(input.id, control.value)
        }
        control.value.scheduled.removeAll { $0.rulebook == input.id }
        guard control.value.scheduled.count < RulebookControl.scheduledMax else {
            throw .refused(
                Refusal(
                    .conflict, code: "rulebook.tooManyScheduled", "\(RulebookControl.scheduledMax) versions are scheduled already",
                    hint: "take one back with DELETE /v1/rulebooks/ID/activation"))
        }
        control.value.scheduled.append(.init(rulebook: input.id, at: at, by: context.actor.id))
        control.value.scheduled.sort { ($0.at, $0.rulebook) < ($1.at, $1.rulebook) }
        try context.save(control)
        context.schedule(
            ActivateScheduledRulebook.timer(input.id), at: at, run: ActivateScheduledRulebook.name,
            with: ["id": .string(input.id.text), "at": .string(at.description)])
        context.emit("rulebook.scheduled", about: input.id, ["rulebook": .string(input.id.text), "at": .string(at.description)])
        return RulebookStanding(input.id, control.value)
    }
}

extension Rulebooks {
    /// Puts a version into force and saves the control document.
    func activate(
        _ id: ID<RulebookVersion>, as cause: RulebookControl.Activation.Cause, by maker: String? = nil,
        _ control: inout Versioned<RulebookControl>, _ context: inout DecisionContext
    ) throws(Interruption) {
        if let running = control.value.experiment {
            throw .refused(
                Refusal(
                    .conflict, code: "experiment.running", "the experiment '\(running.id)' compares candidates with what is in force now",
                    hint: "stop it first with POST /v1/experiments/\(running.id)/stop"))
        }
        guard control.value.active?.rulebook != id else {
            // Nothing to do, but what was scheduled for now is done with.
            control.value.scheduled.removeAll { $0.rulebook == id && $0.at <= context.now }
            return try context.save(control)
        }
        // What was in force without being a version becomes one, or there would be no way back.
        let folder = control.value.active == nil ? try keepFolder(&context) : nil
        let replaced = control.value.active?.rulebook ?? (folder == id ? nil : folder)
        control.value.activate(.init(rulebook: id, at: context.now, by: maker ?? context.actor.id, cause: cause), replacing: replaced)
        try context.save(control)
        context.emit(
            "rulebook.activated", about: id,
            [
                "rulebook": .string(id.text), "replaced": replaced.map { .string($0.text) } ?? .null, "cause": .string(cause.rawValue),
                "by": .string(maker ?? context.actor.id),
            ])
    }
}

/// `rulebook.activateScheduled`: what the timer of a scheduled version runs. Does nothing for one that was taken back.
struct ActivateScheduledRulebook: Operation {
    static let name = "rulebook.activateScheduled"
    static func timer(_ id: ID<RulebookVersion>) -> String { "rulebook.activate/\(id)" }

    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<RulebookVersion>
        let at: Instant

        static let schema = Schema.object(
            title: "ScheduledRulebookActivation", fields: [.required("id", RulebookSchemas.id), .required("at", .instant)])
    }

    let definition = OperationDefinition(
        ActivateScheduledRulebook.name, .command, "Puts a scheduled version into force.", roles: ["system"],
        events: ["rulebook.activated"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> RulebookStanding {
        var control = try context.rulebookControl()
        guard let scheduled = control.value.scheduled.first(where: { $0.rulebook == input.id && $0.at == input.at }) else {
            return RulebookStanding(input.id, control.value)
        }
        _ = try rulebooks.book(input.id, &context)
        try rulebooks.activate(input.id, as: .scheduled, by: scheduled.by, &control, &context)
        return RulebookStanding(input.id, control.value)
    }
}

/// `rulebook.unschedule`: takes back what was to come into force later.
struct UnscheduleRulebook: Operation {
    typealias Input = RulebookReference

    let definition = OperationDefinition(
        "rulebook.unschedule", .command, "Takes a scheduled version back before it comes into force.", roles: RulebookSchemas.roles,
        route: .init(.delete, "/v1/rulebooks/{id}/activation"), errors: ["rulebook.notScheduled"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> RulebookStanding {
        var control = try context.rulebookControl()
        guard control.value.scheduled.contains(where: { $0.rulebook == input.id }) else {
            throw .refused(
                Refusal(
                    .conflict, code: "rulebook.notScheduled", "the rulebook \(input.id) is not scheduled",
                    hint: "GET /v1/rulebooks tells which ones are"))
        }
        control.value.scheduled.removeAll { $0.rulebook == input.id }
        try context.save(control)
        context.cancelTimer(ActivateScheduledRulebook.timer(input.id))
        return RulebookStanding(input.id, control.value)
    }
}

struct RulebookReference: Codable, Sendable, SchemaDescribed {
    let id: ID<RulebookVersion>

    static let schema = Schema.object(title: "RulebookReference", fields: [.required("id", RulebookSchemas.id, "the version")])
}

/// Where a version stands after a command about it.
struct RulebookStanding: Codable, Sendable, SchemaDescribed {
    let id: ID<RulebookVersion>
    let isInForce: Bool
    let inForce: RulebookControl.Activation?
    let scheduled: [RulebookControl.Scheduled]

    init(_ id: ID<RulebookVersion>, _ control: RulebookControl) {
        self.id = id
        isInForce = control.active?.rulebook == id
        inForce = control.active
        scheduled = control.scheduled
    }

    static let schema = Schema.object(
        title: "RulebookStanding",
        fields: [
            .required("id", RulebookSchemas.id), .required("isInForce", .boolean()),
            .optional("inForce", RulebookSchemas.activation, "absent while the host's folder is"),
            .required("scheduled", .array(of: RulebookSchemas.scheduled), "the next one first"),
        ])
}
