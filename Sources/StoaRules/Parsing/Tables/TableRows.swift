import CEL
import Diagnostics
import Foundation
import StoaCommerce
import StoaExpressions
import StrictYAML

/// Collects the rows of one table from a list in the rule file or from a CSV file.
struct TableRows {
    let columns: [DecisionTable.Column]
    let outputs: [TableField]
    let hit: DecisionTable.Hit
    let isPrioritized: Bool
    let currency: Currency?
    let zone: TimeZone
    private(set) var rows: [DecisionTable.Row] = []

    init(
        columns: [DecisionTable.Column], outputs: [TableField], hit: DecisionTable.Hit, isPrioritized: Bool, currency: Currency?,
        zone: TimeZone
    ) {
        self.columns = columns
        self.outputs = outputs
        self.hit = hit
        self.isPrioritized = isPrioritized
        self.currency = currency
        self.zone = zone
    }

    private func resultParser(_ field: TableField) -> ResultParser {
        ResultParser(field: field, currency: field.currency ?? currency, zone: zone)
    }

    private func cell(_ column: DecisionTable.Column, _ text: String) throws(CellMistake) -> CellTest {
        let test = try CellParser(field: column.field, zone: zone).test(text)
        try check(test, column, text)
        return test
    }

    private func check(_ test: CellTest, _ column: DecisionTable.Column, _ text: String) throws(CellMistake) {
        guard let allowed = column.allowed, test != .any else { return }
        // `not(…)` of a column with a list of values is meant within that list, and `< 5` within its range.
        if case .texts(_, isExcluded: true) = test { return }
        guard column.field.type == .text || column.field.type == .bool ? !test.isWithin(allowed) : !test.meets(allowed) else { return }
        var names: [String] = []
        if case .texts(let texts, isExcluded: false) = allowed { names = texts }
        throw CellMistake(
            "valueNotAllowed", "'\(text.prefix(40))' is not among the values allowed in '\(column.field.name)'",
            hint: suggestion(for: text, among: names) ?? "compare it with the column's 'allowed'")
    }

    // MARK: In the rule file

    mutating func read(_ value: YAMLValue) {
        let source = value.reader.source
        let lines = LineCounter(source)
        let read = value.list(countMax: RuleLimits.tableRowsMax) { value in
            value.mapping { row($0, value.node.span, lines) }
        }
        rows = read ?? []
    }

    private func row(_ fields: YAMLMappingReader, _ span: SourceSpan, _ lines: LineCounter) -> DecisionTable.Row? {
        var tests: [CellTest] = []
        for column in columns {
            guard let value = fields.optional(column.field.name) else {
                if fields.has(column.field.name) { return nil }
                tests.append(.any)
                continue
            }
            guard let test = Self.test(value, CellParser(field: column.field, zone: zone)) else { continue }
            do throws(CellMistake) { try check(test, column, value.node.text ?? "") } catch {
                value.report(error.what, error.message, hint: error.hint)
            }
            tests.append(test)
        }
        let results = outputs.map { output in fields.required(output.name).flatMap { result($0, output) } }
        let priority = isPrioritized ? fields.required("priority")?.integer(in: -1_000_000...1_000_000) : nil
        guard tests.count == columns.count else { return nil }
        return DecisionTable.Row(
            tests: tests, results: results, priority: Int64(priority ?? 0), span: span, line: lines.line(at: span.start))
    }

    /// A cell, or a list of alternatives.
    static func test(_ value: YAMLValue, _ parser: CellParser) -> CellTest? {
        var isBroken = false
        let texts = value.listOrOne(countMax: RuleLimits.listMax) { item -> String? in
            guard let text = item.string(), !isBareAmount(item, parser.field) else {
                isBroken = true
                return nil
            }
            return text
        }
        guard let texts, !isBroken else { return nil }
        do throws(CellMistake) {
            if value.node.sequence == nil, let only = texts.first { return try parser.test(only) }
            guard !texts.isEmpty else {
                throw CellMistake("emptyCell", "a cell of '\(parser.field.name)' is empty", hint: "leave it out for any value")
            }
            // An item of a list is a whole text, commas and all.
            let parts = texts.map { parser.field.type == .text ? "\"\($0)\"" : $0 }
            return try parser.tests(parts, isExcluded: false)
        } catch {
            value.report(error.what, error.message, hint: error.hint)
            return nil
        }
    }

    /// In a rule file quotes tell an amount in major units from a count of cents, here as everywhere.
    private static func isBareAmount(_ value: YAMLValue, _ field: TableField) -> Bool {
        guard field.type == .money, value.node.scalar?.style == .plain, let text = value.node.text, Int64(text) != nil else { return false }
        value.report(
            "bareInteger", "\(value.name) is \(text): nobody can tell cents from dollars",
            hint: "write it in quotes, in major units: \"\(text).00\"")
        return true
    }

    /// The values of `default`, by output.
    func fallback(_ fields: YAMLMappingReader) -> [Value?] {
        outputs.map { output in fields.required(output.name).flatMap { result($0, output) } }
    }

    private func result(_ value: YAMLValue, _ output: TableField) -> Value? {
        if output.type == .money, value.node.entries != nil {
            var settings = RulebookSettings()
            settings.currency = currency
            guard let amounts = value.money(settings, zeroAllowed: true)?.stated, let first = amounts.first else { return nil }
            return (amounts.count == 1 ? MoneyValue.exact(first) : .choice(amounts.sorted { $0.currency.code < $1.currency.code })).celValue
        }
        guard let text = value.string(), !Self.isBareAmount(value, output) else { return nil }
        do throws(CellMistake) { return try resultParser(output).value(text) } catch {
            value.report(error.what, error.message, hint: error.hint)
            return nil
        }
    }

    // MARK: In a CSV file

    /// - Returns: what is wrong with the file, as far as it is worth telling at once.
    mutating func read(_ file: SourceText) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        func report(_ what: String, _ message: String, _ hint: String?, _ span: SourceSpan) {
            guard findings.count < YAMLReader.diagnosticsMax else { return }
            findings.append(Diagnostic(code: "rule.\(what)", message, hint: hint, source: file, span: span))
        }
        guard file.text.utf8.count <= RuleLimits.tableBytesMax else {
            report(
                "tableTooLarge", "the file has \(file.text.utf8.count) bytes", "a CSV file has at most \(RuleLimits.tableBytesMax)",
                SourceSpan(0, 0))
            return findings
        }
        let csv = CSVText(file)
        for mistake in csv.mistakes { report(mistake.what, mistake.message, mistake.hint, mistake.span) }
        guard findings.isEmpty else { return findings }
        guard let head = csv.rows.first else {
            report(
                "missingColumn", "the file is empty", "begin with a line that names the columns: \(names.joined(separator: ","))",
                SourceSpan(0, 0))
            return findings
        }
        guard csv.rows.count - 1 <= RuleLimits.tableRowsMax else {
            report("tooManyTableRows", "the table has \(csv.rows.count - 1) rows", "use at most \(RuleLimits.tableRowsMax)", head.span)
            return findings
        }
        guard let places = places(head, report) else { return findings }
        rows.reserveCapacity(csv.rows.count)
        for row in csv.rows.dropFirst() {
            // Spreadsheets fill up with empty cells, or leave them away.
            if row.cells.count > head.cells.count, row.cells[head.cells.count...].contains(where: { !$0.text.isEmpty }) {
                report(
                    "cellBesideTable", "the row has \(row.cells.count) cells, and the table has \(head.cells.count) columns",
                    "put a cell that holds a comma in quotes", row.cells[head.cells.count].span)
                continue
            }
            if let read = self.row(row, places, report) { rows.append(read) }
        }
        return findings
    }

    private var names: [String] { columns.map(\.field.name) + outputs.map(\.name) + (isPrioritized ? ["priority"] : []) }

    /// The cell of each column, in the order of `names`. Columns that begin with # are notes.
    private func places(_ head: CSVText.Row, _ report: (String, String, String?, SourceSpan) -> Void) -> [Int]? {
        var found: [String: Int] = [:]
        var isGood = true
        for (place, cell) in head.cells.enumerated() where !cell.text.isEmpty && !cell.text.hasPrefix("#") {
            if !names.contains(cell.text) {
                report(
                    "unknownColumn", "there is no column '\(cell.text.prefix(64))'",
                    suggestion(for: cell.text, among: names) ?? "begin the name with # for a column of notes", cell.span)
                isGood = false
            } else if found.updateValue(place, forKey: cell.text) != nil {
                report("repeated", "the column '\(cell.text)' stands here twice", "remove one", cell.span)
                isGood = false
            }
        }
        for name in names where found[name] == nil {
            report("missingColumn", "there is no column '\(name)' in the first line", "add it, or remove it from the rule", head.span)
            isGood = false
        }
        return isGood ? names.compactMap { found[$0] } : nil
    }

    private func row(_ row: CSVText.Row, _ places: [Int], _ report: (String, String, String?, SourceSpan) -> Void) -> DecisionTable.Row? {
        func cell(_ number: Int) -> CSVText.Cell {
            let place = places[number]
            return place < row.cells.count ? row.cells[place] : CSVText.Cell(text: "", span: SourceSpan(row.span.end, row.span.end))
        }
        var isGood = true
        func read<Result>(_ number: Int, _ parse: (String) throws(CellMistake) -> Result) -> Result? {
            let cell = cell(number)
            do throws(CellMistake) { return try parse(cell.text) } catch {
                report(error.what, error.message, error.hint, cell.span)
                isGood = false
                return nil
            }
        }
        let tests = columns.indices.compactMap { number in
            read(number) { (text: String) throws(CellMistake) in try self.cell(columns[number], text) }
        }
        let results = outputs.indices.map { number in
            read(columns.count + number) { (text: String) throws(CellMistake) in try resultParser(outputs[number]).value(text) } ?? nil
        }
        var priority: Int64 = 0
        if isPrioritized {
            let field = TableField(name: "priority", type: .int, currency: nil)
            let value = read(names.count - 1) { (text: String) throws(CellMistake) in try resultParser(field).value(text) } ?? nil
            if case .int(let number)? = value { priority = number }
        }
        guard isGood else { return nil }
        return DecisionTable.Row(tests: tests, results: results, priority: priority, span: row.span, line: row.line)
    }
}

/// The lines of a file, found by offset without going over it again.
struct LineCounter {
    private let starts: [Int]

    init(_ source: SourceText) { starts = source.text.utf8.enumerated().compactMap { $0.element == 0x0A ? $0.offset : nil } }

    /// Counted from 1.
    func line(at offset: Int) -> Int {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < offset { low = middle + 1 } else { high = middle }
        }
        return low + 1
    }
}
