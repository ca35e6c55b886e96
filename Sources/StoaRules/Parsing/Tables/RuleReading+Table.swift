import CEL
import Diagnostics
import Foundation
import StoaCommerce
import StoaExpressions
import StrictYAML

/// A table as read from its files.
struct ReadTable {
    /// Declared even when rows have mistakes, so that the conditions that call it are checked as well.
    let table: DecisionTable
    let id: Reference
    /// The CSV file that holds the rows.
    let file: String?
}

/// Reads the files of kind Table; later ones may call those that were read before.
struct TableReading {
    let settings: RulebookSettings
    /// CSV files of the book, by name.
    let data: [String: SourceText]
    /// The language of formulas, with the tables that were read before.
    let environment: Environment

    var zone: TimeZone { RuleReading.timeZone(settings.zone) ?? .gmt }

    /// Mistakes of a CSV file are added to `findings`; those of the rule file to its reader.
    func table(_ fields: YAMLMappingReader, _ findings: inout [Diagnostic]) -> ReadTable? {
        let idValue = fields.required("id")
        let id = idValue.flatMap { $0.name() }
        _ = fields.optional("title")?.localized()
        let hit = fields.optional("hit").map { self.hit($0) } ?? .unique
        let stated = fields.optional("arguments")?.mapping { fields in
            fields.all.compactMap { entry, value in field(entry, value) }
        }
        let inputs = fields.required("input")?.mapping { fields in
            fields.all.compactMap { entry, value in input(entry, value, stated) }
        }
        let outputs = fields.required("output")?.mapping { fields in
            fields.all.compactMap { entry, value in output(entry, value, hit ?? .unique) }
        }
        let complete = fields.optional("complete")
        let rowsValue = fields.required("rows")
        let fallbackValue = fields.optional("default")
        guard let id, let idValue, let hit, let inputs, let outputs, let rowsValue else { return nil }
        checkNames(fields, stated, inputs, outputs)
        for part in ["input", "output"] where fields.node[part]?.entries?.isEmpty ?? false {
            idValue.report("missingField", "the table has no \(part)", hint: "write '\(part): { NAME: text }'")
        }
        guard !inputs.isEmpty, !outputs.isEmpty else { return nil }
        let arguments = stated ?? inputs.filter { $0.formula == nil }.map(\.field)
        let (columns, slots, language) = columns(inputs, arguments)
        if let fallbackValue, hit.givesSeveral {
            fallbackValue.report(
                "conflictingFields", "'default' answers when no row matches, and 'collect' then answers with nothing",
                hint: "remove 'default'")
        }
        var reading = TableRows(
            columns: columns, outputs: outputs, hit: hit, isPrioritized: hit == .priority, currency: settings.currency, zone: zone)
        let fallback = fallbackValue?.mapping { reading.fallback($0) }
        let (source, file) = rows(rowsValue, &reading, &findings)
        let table = DecisionTable(
            id: id, hit: hit, arguments: arguments, columns: columns, outputs: outputs, rows: reading.rows, fallback: fallback,
            isComplete: complete?.bool() ?? true, source: source, slots: slots, environment: language)
        return ReadTable(table: table, id: idValue.reference(to: id), file: file)
    }

    // MARK: The head

    private func hit(_ value: YAMLValue) -> DecisionTable.Hit? {
        if value.node.scalar != nil {
            return value.oneOf(HitWord.self).map { word in
                switch word {
                case .unique: .unique
                case .first: .first
                case .priority: .priority
                case .collect: .collect
                }
            }
        }
        return value.mapping(RuleShapes.tableTotal) { fields in
            fields.required("collect")?.oneOf(CollectWord.self).map { word in
                switch word {
                case .sum: .total(.sum)
                case .min: .total(.min)
                case .max: .total(.max)
                case .count: .count
                }
            }
        }
    }

    /// `NAME: text`, or `NAME: { type: money, currency: USD }`.
    private func field(_ entry: YAMLEntry, _ value: YAMLValue) -> TableField? {
        let name = fieldName(entry, value)
        if value.node.scalar != nil { return field(name, value.oneOf(ColumnType.self), nil, value) }
        return value.mapping(RuleShapes.tableField) { fields in
            let type = fields.required("type")?.oneOf(ColumnType.self)
            return field(name, type, fields.optional("currency"), value)
        }
    }

    private func fieldName(_ entry: YAMLEntry, _ value: YAMLValue) -> String? {
        guard !DecisionTable.isName(entry.key) else { return entry.key }
        value.reader.report(
            "invalidName", "'\(entry.key.prefix(64))' cannot be written in an expression",
            hint: "use letters, digits and _, beginning with a letter, and no word of the language", at: entry.keySpan)
        return nil
    }

    private func field(_ name: String?, _ type: ColumnType?, _ currency: YAMLValue?, _ value: YAMLValue) -> TableField? {
        var stated = settings.currency
        if let currency, let code = currency.string() {
            do throws(CommerceError) { stated = try Currency(code) } catch {
                value.reader.report(
                    Diagnostic(code: error.code, error.message, hint: error.hint, source: value.reader.source, span: currency.node.span))
            }
            if let type, type != .money {
                currency.report("unusedField", "'currency' is for money, and this is \(type.rawValue)", hint: "remove it")
            }
        }
        guard let name, let type else { return nil }
        return TableField(name: name, type: type, currency: type == .money ? stated : nil)
    }

    /// An input with what is known of it before the arguments are.
    private struct Input {
        let field: TableField
        let allowed: CellTest?
        let formula: YAMLValue?
        let key: YAMLEntry
    }

    private func input(_ entry: YAMLEntry, _ value: YAMLValue, _ arguments: [TableField]?) -> Input? {
        if value.node.scalar != nil {
            return field(entry, value).flatMap { needsCurrency($0, value) ? Input(field: $0, allowed: nil, formula: nil, key: entry) : nil }
        }
        let name = fieldName(entry, value)
        return value.mapping(RuleShapes.tableInput) { fields in
            let type = fields.required("type")?.oneOf(ColumnType.self)
            let formula = fields.optional("is")
            let field = field(name, type, fields.optional("currency"), value)
            guard let field, needsCurrency(field, value) else { return nil }
            let allowed = fields.optional("allowed").flatMap { TableRows.test($0, CellParser(field: field, zone: zone)) }
            return Input(field: field, allowed: allowed, formula: formula, key: entry)
        }
    }

    private func needsCurrency(_ field: TableField, _ value: YAMLValue) -> Bool {
        guard field.type == .money, field.currency == nil else { return true }
        value.report(
            "missingCurrency", "the amounts of '\(field.name)' have no currency",
            hint: "write { type: money, currency: USD }, or name the book's in rulebook.yaml")
        return false
    }

    private func output(_ entry: YAMLEntry, _ value: YAMLValue, _ hit: DecisionTable.Hit) -> TableField? {
        guard let field = field(entry, value) else { return nil }
        if case .total = hit, ![.int, .decimal, .money].contains(field.type) {
            value.report(
                "conflictingFields", "there is no sum, least or greatest of \(field.type.rawValue)",
                hint: "use int, decimal or money, or 'hit: collect'")
        }
        return field
    }

    private func checkNames(_ fields: YAMLMappingReader, _ stated: [TableField]?, _ inputs: [Input], _ outputs: [TableField]) {
        let reader = fields.reader
        if let arguments = stated {
            for input in inputs where input.formula == nil {
                guard let argument = arguments.first(where: { $0.name == input.field.name }) else {
                    reader.report(
                        "unknownName", "'\(input.field.name)' is not among the arguments and has no 'is'",
                        hint: suggestion(for: input.field.name, among: arguments.map(\.name)), at: input.key.keySpan)
                    continue
                }
                if argument.type != input.field.type {
                    reader.report(
                        "wrongColumnType",
                        "the argument '\(argument.name)' is \(argument.type.rawValue), and its column is \(input.field.type.rawValue)",
                        hint: "use one type", at: input.key.keySpan)
                }
            }
        }
        let columns = inputs.map(\.field.name) + outputs.map(\.name)
        for (place, name) in columns.enumerated() where columns[..<place].contains(name) || name == "priority" {
            let node = fields.node["output"]?.entries?.first { $0.key == name } ?? inputs.first { $0.field.name == name }?.key
            reader.report(
                "conflictingFields",
                name == "priority" ? "'priority' is the column of the hit policy" : "'\(name)' is an input and an output",
                hint: "choose another name", at: node?.keySpan ?? fields.node.span)
        }
        if columns.count > RuleLimits.tableColumnsMax {
            reader.report(
                "tooManyColumns", "the table has \(columns.count) columns", hint: "use at most \(RuleLimits.tableColumnsMax)",
                at: fields.node["input"]?.span ?? fields.node.span)
        }
    }

    private func columns(_ inputs: [Input], _ arguments: [TableField]) -> ([DecisionTable.Column], [Slot], Environment) {
        var language = environment
        let slots = arguments.map { language.declare(variable: $0.name, $0.type.celType) }
        let columns = inputs.map { input in
            guard let formula = input.formula else {
                let place = arguments.firstIndex { $0.name == input.field.name }
                return DecisionTable.Column(field: input.field, allowed: input.allowed, argument: place, formula: nil)
            }
            let program = formula.expression { (source: SourceText) throws(DiagnosticsError) in
                try language.compile(source, expecting: input.field.type.celType)
            }
            return DecisionTable.Column(field: input.field, allowed: input.allowed, argument: nil, formula: program)
        }
        return (columns, slots, language)
    }

    // MARK: The rows

    private func rows(_ value: YAMLValue, _ reading: inout TableRows, _ findings: inout [Diagnostic]) -> (SourceText, file: String?) {
        let own = value.reader.source
        guard value.node.scalar != nil else {
            reading.read(value)
            return (own, nil)
        }
        guard let name = value.string() else { return (own, nil) }
        let folder = own.name.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        guard let file = data[path], !name.contains("/") else {
            let beside = data.keys.filter { $0.hasPrefix(folder) }.compactMap { $0.split(separator: "/").last.map(String.init) }
            value.report(
                "unknownFile", "there is no file '\(name)' beside the rule",
                hint: suggestion(for: name, among: beside)
                    ?? "save the spreadsheet as CSV into the rule's folder, or write the rows as a list")
            return (own, nil)
        }
        findings += reading.read(file)
        return (file, path)
    }
}

enum HitWord: String, CaseIterable { case unique, first, priority, collect }
enum CollectWord: String, CaseIterable { case sum, min, max, count }
