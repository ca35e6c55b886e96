import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `rulebook.list`: what is in force, what will be, and every version, the newest first.
struct ListRulebooks: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let limit: Int?
        let after: String?

        static let schema = Schema.object(
            title: "RulebookListQuery",
            fields: [
                .optional("limit", .integer(minimum: 1, maximum: 200), "versions a page, 50 when absent"),
                .optional("after", .string(maxLength: 400), "the `next` of the page before"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let current: String
        let inForce: RulebookControl.Activation?
        let scheduled: [RulebookControl.Scheduled]
        let paused: [String: RulebookControl.Pause]
        let experiment: RulebookControl.RunningExperiment?
        let items: [RulebookVersion]
        let next: String?

        static let schema = Schema.object(
            title: "RulebookList",
            fields: [
                .required("current", RulebookSchemas.id, "the version that carts are quoted with"),
                .optional("inForce", RulebookSchemas.activation, "since when and by whom; absent while the host's folder is in force"),
                .required("scheduled", .array(of: RulebookSchemas.scheduled), "the next one first"),
                .required("paused", .dictionary(of: PromotionPause.pauseSchema), "promotions that are paused, by id"),
                .optional(
                    "experiment",
                    .object(
                        title: "RunningExperiment",
                        fields: [
                            .required("id", .id), .required("candidate", RulebookSchemas.id),
                            .required("percent", .integer(minimum: 1, maximum: 100), "of the customers"),
                        ])),
                .required("items", .array(of: RulebookSchemas.version)),
                .optional("next", .string(), "give it as `after` for the next page"),
            ])
    }

    let definition = OperationDefinition(
        "rulebook.list", .query, "Lists rulebook versions, and tells what is in force and scheduled.", roles: RulebookSchemas.readers,
        route: .init(.get, "/v1/rulebooks"))

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let control = try context.find(RulebookControl.current, .pinned)?.value ?? RulebookControl()
        let page = try context.list(RulebookVersion.self, where: "recency", after: input.after, limit: input.limit ?? 50)
        return Output(
            current: control.active?.rulebook.text ?? rulebooks.base.current(for: context.tenant).hash, inForce: control.active,
            scheduled: control.scheduled, paused: control.paused, experiment: control.experiment, items: page.items.map(\.value),
            next: page.next)
    }
}

/// `rulebook.get`: one version with its files.
struct GetRulebook: Operation {
    typealias Input = RulebookReference

    struct Output: Codable, Sendable, SchemaDescribed {
        let version: RulebookVersion
        let files: [RuleFile]

        static let schema = Schema.object(
            title: "Rulebook",
            fields: [.required("version", RulebookSchemas.version), .required("files", .array(of: RulebookSchemas.file))])
    }

    let definition = OperationDefinition(
        "rulebook.get", .query, "Reads a rulebook version with its files.", roles: RulebookSchemas.readers,
        route: .init(.get, "/v1/rulebooks/{id}"), errors: ["rulebook.notFound"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        Output(version: try context.get(input.id, .pinned).value, files: try context.rulebookFiles(input.id))
    }
}

/// `rulebook.diff`: what a version changes, in words.
struct DiffRulebooks: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<RulebookVersion>
        let from: ID<RulebookVersion>?

        static let schema = Schema.object(
            title: "RulebookDiffQuery",
            fields: [
                .required("id", RulebookSchemas.id, "the newer version"),
                .optional("from", RulebookSchemas.id, "the older one; what is in force when absent"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let from: String
        let to: String
        let changes: [RulebookDiff.Change]

        static let schema = Schema.object(
            title: "RulebookDiff",
            fields: [
                .required("from", RulebookSchemas.id), .required("to", RulebookSchemas.id),
                .required(
                    "changes",
                    .array(
                        of: .object(
                            title: "RuleChange",
                            fields: [
                                .required("rule", .string(), "its id"), .required("kind", .string(), "Promotion, Coupon, Gate…"),
                                .required("what", .oneOf(RulebookDiff.What.self)),
                                .required("words", .array(of: .string()), "one sentence a field"),
                            ])), "by rule id; empty when both mean the same"),
            ])
    }

    let definition = OperationDefinition(
        "rulebook.diff", .query, "Tells in words what one rulebook version changes against another.", roles: RulebookSchemas.readers,
        route: .init(.get, "/v1/rulebooks/{id}/diff"), errors: ["rulebook.notFound"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let newer = try context.rulebookFiles(input.id)
        let tenant = context.tenant
        let base = context.pinned("rules.base") {
            BaseFiles(hash: rulebooks.base.current(for: tenant).hash, files: rulebooks.base.files(for: tenant))
        }
        let control = try context.find(RulebookControl.current, .pinned)?.value
        guard let older = input.from ?? control?.active?.rulebook else {
            return Output(from: base.hash, to: input.id.text, changes: RulebookDiff(from: base.files, to: newer).changes)
        }
        return Output(
            from: older.text, to: input.id.text, changes: RulebookDiff(from: try context.rulebookFiles(older), to: newer).changes)
    }

    private struct BaseFiles: Sendable {
        let hash: String
        let files: [RuleFile]
    }
}

extension DecisionContext {
    /// The files of a version. - Throws: `rulebook.notFound`.
    mutating func rulebookFiles(_ id: ID<RulebookVersion>) throws(Interruption) -> [RuleFile] {
        guard let found = try find(ID<RulebookFiles>(trusted: id.text), .pinned) else {
            throw .refused(
                Refusal(.notFound, code: "rulebook.notFound", "there is no rulebook \(id)", hint: "GET /v1/rulebooks lists the versions"))
        }
        return found.value.files
    }
}
