import CEL
import StoaExpressions

/// `table` in expressions: what the tables of a book are called through.
private struct TableNamespace: HostValue {
    static let celTypeName = "table"
}

extension Environment {
    /// Declares `table.<id>(arguments)` for each table, with the types of its arguments and outputs.
    mutating func declare(tables: [DecisionTable]) {
        guard !tables.isEmpty else { return }
        declare(HostType(TableNamespace.self))
        for table in tables { table.declare(in: &self) }
    }
}

extension DecisionTable {
    /// What is not a name for a table, an argument or an output: words of the language, and macros.
    static let reservedNames: Set<String> = [
        "all", "as", "bind", "break", "const", "continue", "else", "exists", "exists_one", "existsOne", "false", "filter", "for",
        "function", "has", "if", "import", "in", "let", "loop", "map", "namespace", "null", "optFlatMap", "optMap", "package", "return",
        "segment", "sortBy", "table", "transformList", "transformMap", "transformMapEntry", "true", "var", "void", "while",
    ]

    /// Names that expressions can write: letters, digits and `_`, not beginning with a digit.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
        let isLetter = { (byte: UInt8) in (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F }
        return isLetter(first) && text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) } && !reservedNames.contains(text)
    }

    private var answerType: CELType {
        switch hit {
        case .unique, .first, .priority, .total: .host("row of \(id)")
        case .collect: .list(.host("row of \(id)"))
        case .count: .int
        }
    }

    fileprivate func declare(in environment: inout Environment) {
        var row = HostType(TableAnswer.self, named: "row of \(id)")
        for (place, output) in outputs.enumerated() { declare(output, place, in: &row) }
        environment.declare(row)
        environment.declare(
            function: id, .receiver, parameters: [.type(TableNamespace.celType)] + arguments.map(\.type.celType), result: answerType
        ) { (values: [Value]) throws(EvaluationError) -> Value in try self.answer(Array(values.dropFirst())) }
    }

    private func declare(_ output: TableField, _ place: Int, in row: inout HostType<TableAnswer>) {
        switch output.type {
        case .text: row.optionalField(output.name) { (answer: TableAnswer) -> String? in answer.value(place) }
        case .int: row.optionalField(output.name) { (answer: TableAnswer) -> Int64? in answer.value(place) }
        case .bool: row.optionalField(output.name) { (answer: TableAnswer) -> Bool? in answer.value(place) }
        case .decimal: row.optionalField(output.name) { (answer: TableAnswer) -> DecimalValue? in answer.value(place) }
        case .money: row.optionalField(output.name) { (answer: TableAnswer) -> MoneyValue? in answer.value(place) }
        case .time: row.optionalField(output.name) { (answer: TableAnswer) -> Timestamp? in answer.value(place) }
        }
    }
}

extension TableAnswer {
    fileprivate func value<Field: ValueConvertible>(_ place: Int) -> Field? { values[place].flatMap { Field(celValue: $0) } }
}
