import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `promotion.pause`: the kill switch. Nobody gets the promotion, or the price of a Price rule, any more, on any host, until it is resumed; also not by
/// a version that is activated meanwhile. Orders that have it keep it.
struct PausePromotion: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let id: String
        let reason: String

        static let schema = Schema.object(
            title: "PromotionPause",
            fields: [
                .required("id", .id, "the promotion or Price rule"),
                .required("reason", .string(minLength: 1, maxLength: 500), "why, for the journal"),
            ])
    }

    let definition = OperationDefinition(
        "promotion.pause", .command, "Stops one promotion on every host within a second, without a new rulebook.",
        roles: RulebookSchemas.roles, route: .init(.post, "/v1/promotions/{id}/pause"), events: ["promotion.paused"],
        errors: ["promotion.notFound", "promotion.tooManyPaused"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> PromotionPause {
        var control = try context.rulebookControl()
        if let pause = control.value.paused[input.id] { return PromotionPause(id: input.id, isPaused: true, pause: pause) }
        let rules = try rulebooks.inForce(&context)
        guard rules.active.whole.hasRule(input.id) || rules.candidate?.whole.hasRule(input.id) == true else {
            throw .refused(Refusal(.notFound, code: "promotion.notFound", "there is no promotion \(input.id)"))
        }
        guard control.value.paused.count < RulebookControl.pausedMax else {
            throw .refused(
                Refusal(
                    .conflict, code: "promotion.tooManyPaused", "\(RulebookControl.pausedMax) promotions are paused already",
                    hint: "publish a rulebook without them, or go back with POST /v1/rulebooks/rollback"))
        }
        let pause = RulebookControl.Pause(at: context.now, by: context.actor.id, reason: input.reason)
        control.value.paused[input.id] = pause
        try context.save(control)
        context.emit(
            "promotion.paused", about: control.value.id,
            ["promotion": .string(input.id), "by": .string(pause.by), "reason": .string(pause.reason)])
        return PromotionPause(id: input.id, isPaused: true, pause: pause)
    }
}

/// `promotion.resume`: lets a paused promotion run again. Does nothing to one that is not paused.
struct ResumePromotion: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let id: String

        static let schema = Schema.object(title: "PromotionResumption", fields: [.required("id", .id, "the promotion")])
    }

    let definition = OperationDefinition(
        "promotion.resume", .command, "Lets a paused promotion run again.", roles: RulebookSchemas.roles,
        route: .init(.post, "/v1/promotions/{id}/resume"), events: ["promotion.resumed"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> PromotionPause {
        var control = try context.rulebookControl()
        guard control.value.paused.removeValue(forKey: input.id) != nil else {
            return PromotionPause(id: input.id, isPaused: false, pause: nil)
        }
        try context.save(control)
        context.emit("promotion.resumed", about: control.value.id, ["promotion": .string(input.id), "by": .string(context.actor.id)])
        return PromotionPause(id: input.id, isPaused: false, pause: nil)
    }
}

/// Whether a promotion runs.
struct PromotionPause: Codable, Sendable, SchemaDescribed {
    let id: String
    let isPaused: Bool
    let pause: RulebookControl.Pause?

    static let schema = Schema.object(
        title: "PromotionPauseState",
        fields: [.required("id", .id), .required("isPaused", .boolean()), .optional("pause", pauseSchema, "since when, by whom and why")])

    static let pauseSchema = Schema.object(
        title: "Pause", fields: [.required("at", .instant), .required("by", .string()), .required("reason", .string())])
}
