import JSONDocument
import StoaCommerce

extension RuleShapes {
    static let retention = file(
        "Retention", "how long records are kept, and what is held",
        [
            .required("id", id), .optional("title", localized),
            .required("class", oneOrMore(.oneOf(RecordClass.self)), "of which records"),
            .optional("zones", texts, "regions; everywhere when absent"), .optional("active", windows),
            .optional("keep", calendarPeriod, "from the record's last change, such as P5Y"),
            .optional("then", .oneOf(RetentionAction.self), "what is to be done after 'keep'"),
            .optional("hold", .boolean(), "true: a legal hold, whatever other rules say"),
            .optional("when", condition(over: "record and now"), "which records a hold is about; all when absent"),
            .optional("basis", .string(minLength: 1, maxLength: 500), "the law or contract that it follows from"),
        ], exactlyOneOf: ["keep", "hold"])

    private static let calendarPeriod = Schema.string(
        pattern: "^P([0-9]{1,3}Y)?([0-9]{1,4}M)?([0-9]{1,5}D)?$", description: "such as P5Y, P18M or P90D")

    // MARK: Tests

    static let retentionTest = MappingShape(
        "a record, and until when it is kept",
        [
            .required("name", .string(), "what the test shows"), .required("class", .oneOf(RecordClass.self)),
            .optional("zone", .string(), "the record's region; unknown when absent"),
            .required("since", instant, "its last change"), .optional("at", instant, "2026-01-01T00:00:00Z when absent"),
            .optional("record", Schema(), "its content, for holds"), .required("expect", retentionExpectation.schema),
        ])
    static let retentionExpectation = MappingShape(
        "what is decided; only what is named is compared",
        [
            .optional("keepUntil", .string(), "an instant, or never"), .optional("action", .oneOf(RetentionAction.self)),
            .optional("rule", .string(), "the rule that decides"), .optional("due", .boolean(), "whether its time is over"),
            .optional("holds", texts, "all of them"),
        ])
}
