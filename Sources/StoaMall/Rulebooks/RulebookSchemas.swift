import JSONDocument
import StoaExtension
import StoaRules

/// What the operations of rulebooks have in common.
enum RulebookSchemas {
    /// A merchandiser writes rules; a workflow or a gate may hold what merchandisers put into force.
    static let roles: Set<String> = ["admin", "merchandiser"]
    static let readers: Set<String> = ["admin", "merchandiser", "support", "finance"]

    static let id = Schema.string(minLength: 64, maxLength: 64, description: "SHA-256 of the rules, in hexadecimal")

    static let file = Schema.object(
        title: "RuleFile",
        fields: [
            .required("name", .string(minLength: 1, maxLength: 201), "such as mugs-10-percent/rule.yaml"),
            .required(
                "text", .string(maxLength: PublishRulebook.bodyBytesMax),
                "the file; files of rules and of tests have at most \(RuleLimits.fileBytesMax) bytes, CSV files as many as the book"),
        ])

    static let version = Schema.object(title: "RulebookVersion", fields: versionFields)

    static let versionFields: [SchemaField] = [
        .required("id", id), .required("origin", .oneOf(RulebookVersion.Origin.self), "who made it: a person, or the host's folder"),
        .required("publishedBy", .string(), "the maker"), .required("publishedAt", .instant),
        .optional("note", .string()), .required("promotions", .integer(minimum: 0)), .required("files", .integer(minimum: 0)),
        .required("bytes", .integer(minimum: 0), "of all files"),
        .required("semantics", .integer(minimum: 1), "how the engine read a book when it was published"),
    ]

    static let activation = Schema.object(
        title: "RulebookActivation",
        fields: [
            .required("rulebook", id), .required("at", .instant), .required("by", .string()),
            .required("cause", .oneOf(RulebookControl.Activation.Cause.self)),
        ])

    static let scheduled = Schema.object(
        title: "ScheduledRulebook",
        fields: [.required("rulebook", id), .required("at", .instant, "when it comes into force"), .required("by", .string())])
}
