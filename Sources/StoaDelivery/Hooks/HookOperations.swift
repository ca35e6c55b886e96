import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `hook.create`: opens an address for webhooks from outside. The answer holds the secret; nothing else ever does.
struct CreateHook: RevealingOperation {
    let keys: WebhookKeys
    let definition: OperationDefinition

    struct Input: Codable, Sendable, SchemaDescribed {
        let name: String
        let mappings: [InboundHook.Mapping]?

        static let schema = Schema.object(
            title: "HookRequest",
            fields: [
                .required("name", .string(minLength: 1, maxLength: 50), "the last part of its address: payments"),
                .optional(
                    "mappings", .array(of: InboundHook.Mapping.schema, minItems: 1, maxItems: 50),
                    "which event runs which command; payment.captured runs payment.capture without it"),
            ])
    }

    init(keys: WebhookKeys, roles: Set<String>) {
        self.keys = keys
        definition = OperationDefinition(
            "hook.create", .command, "Opens an address for webhooks from outside, and answers the secret they are signed with.",
            roles: roles, route: .init(.post, "/v1/webhooks/hooks"),
            errors: ["hook.malformedName", "hook.nameTaken", "hook.duplicateEvent"], creates: true)
    }

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> HookView {
        let isName = input.name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isName else {
            throw .refused(
                Refusal(
                    .invalid, code: "hook.malformedName", "'\(input.name)' cannot name a hook",
                    hint: "use lower-case letters, digits and dashes"))
        }
        let mappings = input.mappings ?? InboundHook.paymentMappings
        guard Set(mappings.map(\.event)).count == mappings.count else {
            throw .refused(Refusal(.invalid, code: "hook.duplicateEvent", "an event can run one command only"))
        }
        let hook = InboundHook(
            id: ID(trusted: input.name), scheme: .standard, mappings: mappings, generation: 1, createdAt: context.now)
        guard try context.find(hook.id) == nil else {
            throw .refused(Refusal(.conflict, code: "hook.nameTaken", "there is a hook '\(input.name)' already", hint: "use another name"))
        }
        try context.create(hook)
        return HookView(hook, in: context.tenant)
    }

    func revealed(_ output: HookView, in tenant: TenantID) -> HookView {
        var revealed = output
        revealed.secret = keys.secret(of: "hook/\(output.name)", in: tenant, generation: output.generation).text
        return revealed
    }
}

/// A hook as the API shows it.
struct HookView: Codable, Sendable, SchemaDescribed {
    let name: String
    /// The path to post to.
    let path: String
    let mappings: [InboundHook.Mapping]
    let generation: Int64
    let createdAt: Instant
    var secret: String?

    init(_ hook: InboundHook, in tenant: TenantID) {
        name = hook.id.text
        path = "/v1/hooks/\(tenant)/\(hook.id)"
        mappings = hook.mappings
        generation = hook.generation
        createdAt = hook.createdAt
    }

    static let schema = Schema.object(
        title: "Hook",
        fields: [
            .required("name", .string()), .required("path", .string(), "post webhooks here"),
            .required("mappings", .array(of: InboundHook.Mapping.schema)), .required("generation", .integer(), "counts the secrets"),
            .required("createdAt", .string(format: "date-time")),
            .optional("secret", .string(), "whsec_…, in the answer to its creation only"),
        ])
}

/// `hook.receive`: a verified message from outside. Committed before it is acknowledged, once for each id.
struct ReceiveHook: Operation {
    static let name = "hook.receive"

    struct Input: Codable, Sendable, SchemaDescribed {
        let name: String
        let messageID: String
        let type: String
        let data: JSON

        static let schema = Schema.object(
            title: "HookMessage",
            fields: [
                .required("name", .string()), .required("messageID", .string()), .required("type", .string(maxLength: 100)),
                .required("data", .any),
            ])
    }

    let definition = OperationDefinition(
        ReceiveHook.name, .command, "Takes a verified webhook from outside.", roles: ["system"], events: ["hook.refused"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> HookMessage {
        let hook = try context.get(ID<InboundHook>(trusted: input.name), .pinned).value
        var message = HookMessage(
            id: context.newID(), hook: hook.id, messageID: input.messageID, type: input.type, data: input.data, receivedAt: context.now,
            state: .ignored)
        if let mapping = hook.mappings.first(where: { $0.event == input.type }) {
            switch try run(mapping, input.data, &context) {
            case .success(let output):
                message.state = .done
                message.output = output
            case .failure(let refusal):
                // What may pass by itself is not acknowledged: the sender keeps it and tries again.
                if [.unavailable, .limited].contains(refusal.kind) { throw .refused(refusal) }
                message.state = .refused
                message.code = refusal.code
                message.reason = refusal.message
                context.emit(
                    "hook.refused", about: message.id,
                    ["hook": .string(input.name), "type": .string(input.type), "code": .string(refusal.code)])
            }
        }
        try context.create(message)
        return message
    }

    private func run(
        _ mapping: InboundHook.Mapping, _ data: JSON, _ context: inout DecisionContext
    ) throws(Interruption) -> Result<JSON, Refusal> {
        let commandInput: JSON
        do { commandInput = try mapping.input(from: data) } catch { return .failure(error) }
        return try context.call(mapping.command, commandInput, as: .system).map(\.output)
    }
}

/// One message from outside and what became of it.
public struct HookMessage: Noun, SchemaDescribed {
    public static let kind = "hookMessage"
    public static let idPrefix = "hkm"

    public enum State: String, Sendable, Codable, CaseIterable {
        case done
        /// The command said no; an operator has to look.
        case refused
        /// No command listens to this type.
        case ignored
    }

    public let id: ID<HookMessage>
    public let hook: ID<InboundHook>
    /// The sender's `webhook-id`.
    public let messageID: String
    public let type: String
    public let data: JSON
    public let receivedAt: Instant
    public internal(set) var state: State
    /// What the command came to.
    public internal(set) var output: JSON?
    public internal(set) var code: String?
    public internal(set) var reason: String?

    public var keys: [LookupKey] {
        [LookupKey("state", state.rawValue), LookupKey("message", "\(hook)/\(messageID)", unique: true)]
    }

    public static var schema: Schema {
        .object(
            title: "HookReceipt",
            fields: [
                .required("id", .string()), .required("hook", .string()), .required("messageID", .string()), .required("type", .string()),
                .required("data", .any), .required("receivedAt", .string(format: "date-time")), .required("state", .oneOf(State.self)),
                .optional("output", .any), .optional("code", .string()), .optional("reason", .string()),
            ])
    }
}
