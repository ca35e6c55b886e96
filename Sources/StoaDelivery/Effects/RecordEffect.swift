import JSONDocument
import StoaCommerce
import StoaKernel

/// What an effect point answered, kept under the id of the intent that asked.
public struct EffectOutcome: Noun {
    public static let kind = "effectOutcome"
    public static let idPrefix = "eff"

    public let id: ID<EffectOutcome>
    public let intent: ID<EffectIntent>
    public let point: String
    public let provider: String
    public let output: JSON
    public let at: Instant

    public var keys: [LookupKey] { [LookupKey("intent", intent.text, unique: true)] }
}

/// `effect.record`: an effect was carried out; whoever asked for it hears of it by an event.
struct RecordEffect: Operation {
    static let name = "effect.record"

    struct Input: Codable, Sendable, SchemaDescribed {
        let intent: ID<EffectIntent>
        let point: String
        let provider: String
        let output: JSON

        static let schema = Schema.object(
            title: "EffectRecord",
            fields: [
                .required("intent", .string()), .required("point", .string()), .required("provider", .string()), .required("output", .any),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let id: ID<EffectOutcome>
        static let schema = Schema.object(title: "EffectRecordResult", fields: [.required("id", .string())])
    }

    let definition = OperationDefinition(
        RecordEffect.name, .command, "Records what an effect came to.", roles: ["system"], events: ["effect.completed"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let outcome = EffectOutcome(
            id: context.newID(), intent: input.intent, point: input.point, provider: input.provider, output: input.output, at: context.now)
        try context.create(outcome)
        context.emit(
            "effect.completed", about: outcome.id,
            ["intent": .string(input.intent.text), "point": .string(input.point), "output": input.output])
        return Output(id: outcome.id)
    }
}
