import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

enum RetentionSchemas {
    static let roles: Set<String> = ["admin", "auditor"]

    static let decisionFields: [SchemaField] = [
        .optional("keepUntil", .instant, "absent where nothing says that it may ever go, and while it is held"),
        .optional("action", .oneOf(RetentionAction.self), "what is to be done then"),
        .optional("rule", .string(), "the rule that decides"), .optional("period", .string(), "the time that it states, such as P5Y"),
        .optional("basis", .string(), "the law or contract that it follows from"),
        .required("holds", .array(of: .string()), "legal holds that keep the record"),
    ]

    static let zone = SchemaField.optional(
        "zone", .string(minLength: 1, maxLength: 60), "a region; when absent it is not known, and the rules of all regions count")
    static let dueBefore = SchemaField.optional(
        "dueBefore", .instant, "records that last changed until then are due, unless a hold keeps them; absent where none ever is")
}

/// `retention.get`: what the rules say of records of a class in a region.
struct GetRetention: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let recordClass: RecordClass
        let zone: String?
        let since: Instant?

        private enum CodingKeys: String, CodingKey { case recordClass = "class", zone, since }

        static let schema = Schema.object(
            title: "RetentionQuery",
            fields: [
                .required("class", .oneOf(RecordClass.self)), RetentionSchemas.zone,
                .optional("since", .instant, "the record's last change; now when absent"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let recordClass: RecordClass
        let zone: String?
        let decision: RetentionDecision
        let dueBefore: Instant?

        private enum CodingKeys: String, CodingKey { case recordClass = "class", zone, decision, dueBefore }

        static let schema = Schema.object(
            title: "RetentionAnswer",
            fields: [
                .required("class", .oneOf(RecordClass.self)), .optional("zone", .string()),
                .required("decision", .object(title: "RetentionDecision", fields: RetentionSchemas.decisionFields)),
                RetentionSchemas.dueBefore,
            ])
    }

    let definition = OperationDefinition(
        "retention.get", .query, "Tells how long records of a class are kept in a region, by which rule.", roles: RetentionSchemas.roles,
        route: .init(.get, "/v1/retention/{class}"))

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let book = try rulebooks.inForce(&context).active.whole
        return Output(
            recordClass: input.recordClass, zone: input.zone,
            decision: book.retention(of: input.recordClass, in: input.zone, since: input.since ?? context.now, at: context.now),
            dueBefore: book.dueBefore(input.recordClass, in: input.zone, at: context.now))
    }
}

/// `retention.due`: which records of a class have reached their time. It only tells: nothing is erased by it.
struct ListDueRecords: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let recordClass: RecordClass
        let zone: String?
        let limit: Int?
        let after: String?

        private enum CodingKeys: String, CodingKey { case recordClass = "class", zone, limit, after }

        static let schema = Schema.object(
            title: "DueRecordsQuery",
            fields: [
                .required("class", .oneOf(RecordClass.self)),
                .optional("zone", .string(minLength: 1, maxLength: 60), "only records of this region"),
                .optional("limit", .integer(minimum: 1, maximum: 200), "records that are looked at for a page, 100 when absent"),
                .optional("after", .string(maxLength: 400), "the `next` of the page before"),
            ])
    }

    struct Item: Codable, Sendable {
        let id: String
        let zone: String?
        let since: Instant
        let decision: RetentionDecision
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let items: [Item]
        let looked: Int
        let held: Int
        let dueBefore: Instant?
        let next: String?

        static let schema = Schema.object(
            title: "DueRecords",
            fields: [
                .required(
                    "items",
                    .array(
                        of: .object(
                            title: "DueRecord",
                            fields: [
                                .required("id", .string()), .optional("zone", .string(), "absent where nobody knows it"),
                                .required("since", .instant, "its last change"),
                                .required("decision", .object(title: "RetentionDecision", fields: RetentionSchemas.decisionFields)),
                            ])), "the due ones among those that were looked at; none for the journal, see `dueBefore`"),
                .required("looked", .integer(minimum: 0), "records that were looked at"),
                .required("held", .integer(minimum: 0), "of these, kept by a legal hold"), RetentionSchemas.dueBefore,
                .optional("next", .string(), "give it as `after` for the next page"),
            ])
    }

    let definition = OperationDefinition(
        "retention.due", .query, "Lists records of a class whose time is over.", roles: RetentionSchemas.roles,
        route: .init(.get, "/v1/retention/{class}/due"))

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let book = try rulebooks.inForce(&context).active.whole
        let dueBefore = book.dueBefore(input.recordClass, in: input.zone, at: context.now)
        guard let kind = input.recordClass.kind else {
            return Output(items: [], looked: 0, held: 0, dueBefore: dueBefore, next: nil)
        }
        let page = try context.documents(of: kind, after: input.after, limit: input.limit ?? 100)
        let regions = try context.regions(of: page.items, input.recordClass)
        var items: [Item] = []
        var held = 0
        for (document, zone) in zip(page.items, regions) where input.zone == nil || input.zone == zone {
            let decision = book.retention(
                of: input.recordClass, in: zone, since: document.changedAt, at: context.now, record: document.body)
            if !decision.holds.isEmpty { held += 1 }
            guard decision.isDue(at: context.now) else { continue }
            items.append(Item(id: document.key.id, zone: zone, since: document.changedAt, decision: decision))
        }
        return Output(items: items, looked: page.items.count, held: held, dueBefore: dueBefore, next: page.next)
    }
}
