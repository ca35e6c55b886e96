import JSONDocument

extension RuleShapes {
    static let table = file(
        "Table", "rows of conditions and what follows from them, table.NAME(…) in conditions",
        [
            .required("id", name), .optional("title", localized),
            .optional("hit", .anyOf([.oneOf(HitWord.self), tableTotal.schema]), "what several matching rows mean; unique when absent"),
            .optional("arguments", .dictionary(of: column(tableField)), "what a call gives; the inputs when absent"),
            .required("input", .dictionary(of: column(tableInput)), "columns that are compared, by name"),
            .required("output", .dictionary(of: column(tableField)), "columns that are answered, by name"),
            .optional("complete", .boolean(), "whether there is a row for every combination; true when absent"),
            .required(
                "rows",
                .anyOf([
                    .string(description: "a CSV file beside the rule"),
                    .array(of: .dictionary(of: cell), maxItems: RuleLimits.tableRowsMax),
                ])),
            .optional("default", .dictionary(of: cell), "the outputs when no row matches"),
        ])

    static let tableTotal = MappingShape("reckons over all rows that match", [.required("collect", .oneOf(CollectWord.self))])

    static let tableField = MappingShape("a column", columnFields)
    static let tableInput = MappingShape(
        "a column that is compared",
        columnFields + [
            .optional("allowed", oneOrMore(.string()), "the values there are"),
            .optional("is", .string(), "a CEL expression over the arguments"),
        ])

    private static let columnFields: [SchemaField] = [
        .required("type", .oneOf(ColumnType.self)), .optional("currency", .oneOf(currency.enumeration?.compactMap(\.string) ?? [])),
    ]

    private static func column(_ shape: MappingShape) -> Schema { .anyOf([.oneOf(ColumnType.self), shape.schema]) }

    /// A condition, a list of values, or an amount by currency.
    private static let cell = Schema.anyOf([.string(), .array(of: .string(), maxItems: RuleLimits.listMax), moneyOrNone])
}
