import JSONDocument
import StoaCommerce
import StoaKernel

/// Work that was given up, kept with the reason until somebody looks at it.
public struct DeadWork: Noun {
    public static let kind = "deadWork"
    public static let idPrefix = "ded"

    public let id: ID<DeadWork>
    public let work: WorkKind
    public let key: String
    /// An event's type, a timer's command, an intent's point.
    public let name: String
    public let body: JSON
    public let code: String
    public let message: String
    public let attempts: Int64
    public let at: Instant

    public var keys: [LookupKey] { [LookupKey("name", name), LookupKey("code", code)] }
}

/// `work.bury`: completes work that cannot be done and keeps it as a ``DeadWork``.
struct BuryWork: Operation {
    static let name = "work.bury"

    struct Input: Codable, Sendable, SchemaDescribed {
        let kind: WorkKind
        let key: String
        let name: String
        let body: JSON
        let code: String
        let message: String
        let attempts: Int64

        static let schema = Schema.object(
            title: "WorkBurial",
            fields: [
                .required("kind", .oneOf(WorkKind.self)), .required("key", .string()), .required("name", .string()),
                .required("body", .any), .required("code", .string()), .required("message", .string()),
                .required("attempts", .integer(minimum: 1)),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let id: ID<DeadWork>
        static let schema = Schema.object(title: "WorkBurialResult", fields: [.required("id", .string())])
    }

    let definition = OperationDefinition(
        BuryWork.name, .command, "Lays work aside that cannot be done.", roles: ["system"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let dead = DeadWork(
            id: context.newID(), work: input.kind, key: input.key, name: input.name, body: input.body, code: input.code,
            message: input.message, attempts: input.attempts, at: context.now)
        try context.create(dead)
        return Output(id: dead.id)
    }
}

/// `work.dead.list`: what was given up, for operators.
struct ListDeadWork: Operation {
    let definition: OperationDefinition

    struct Output: Codable, Sendable, SchemaDescribed {
        let items: [DeadWork]
        let next: String?

        static let schema = Schema.object(
            title: "DeadWorkList",
            fields: [
                .required(
                    "items",
                    .array(
                        of: .object(
                            title: "DeadWork",
                            fields: [
                                .required("id", .string()), .required("work", .oneOf(WorkKind.self)), .required("key", .string()),
                                .required("name", .string(), "an event's type, a timer's command, an intent's point"),
                                .required("body", .any), .required("code", .string(), "why it was given up"),
                                .required("message", .string()), .required("attempts", .integer(minimum: 1)),
                                .required("at", .string(format: "date-time")),
                            ]))), .optional("next", .string(), "the cursor of the next page"),
            ])
    }

    init(roles: Set<String>) {
        definition = OperationDefinition(
            "work.dead.list", .query, "Lists work that was given up, with the reasons.", roles: roles, route: .init(.get, "/v1/work/dead"))
    }

    func decide(_ input: PageQuery, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let page = try context.list(DeadWork.self, after: input.after, limit: input.limit ?? 50)
        return Output(items: page.items.map(\.value), next: page.next)
    }
}
