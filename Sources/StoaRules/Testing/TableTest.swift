import CEL
import Diagnostics
import Foundation
import StoaCommerce
import StoaExpressions
import StrictYAML

/// One test of a `tests.yaml` beside a table.
struct TableTest {
    enum Expectation {
        case none
        case rows([[(output: TableField, value: Value)]])
        case count(Int64)
        case error(String)
    }

    let name: String
    let arguments: [Value]
    let expected: Expectation

    /// Every difference in words.
    func differences(_ table: DecisionTable) -> [String] {
        let answer: Value
        do throws(EvaluationError) { answer = try table.answer(arguments) } catch {
            guard case .error(let code) = expected, code == error.code else {
                return ["the table failed with \(error.code): \(error.message)"]
            }
            return []
        }
        switch (expected, answer) {
        case (.error(let code), _): return ["expected the error \(code), found an answer"]
        case (.count(let count), .int(let found)): return count == found ? [] : ["expected \(count) rows, found \(found)"]
        case (.none, .list(let rows)): return rows.isEmpty ? [] : ["expected no row, found \(rows.count)"]
        case (.none, _):
            let found = answer.object(as: TableAnswer.self)?.values ?? []
            return found.allSatisfy { $0 == nil } ? [] : ["expected no row, found \(text(found, table))"]
        case (.rows(let rows), .list(let found)):
            guard rows.count == found.count else { return ["expected \(rows.count) rows, found \(found.count)"] }
            return zip(rows, found).enumerated().flatMap { number, pair in
                differences(pair.0, pair.1, table).map { "row \(number + 1): \($0)" }
            }
        case (.rows(let rows), _): return rows.flatMap { differences($0, answer, table) }
        default: return ["the table gives something else"]
        }
    }

    private func differences(_ expected: [(output: TableField, value: Value)], _ answer: Value, _ table: DecisionTable) -> [String] {
        let found = answer.object(as: TableAnswer.self)?.values ?? []
        return expected.compactMap { output, value in
            let place = table.outputs.firstIndex { $0.name == output.name }
            let own = place.flatMap { found.indices.contains($0) ? found[$0] : nil }
            return own == value ? nil : "\(output.name): expected \(Self.text(value)), found \(own.map(Self.text) ?? "none")"
        }
    }

    private func text(_ values: [Value?], _ table: DecisionTable) -> String {
        zip(table.outputs, values).compactMap { output, value in value.map { "\(output.name): \(Self.text($0))" } }.joined(separator: ", ")
    }

    private static func text(_ value: Value) -> String {
        if let decimal = value.object(as: DecimalValue.self) { return decimal.value.description }
        switch value.object(as: MoneyValue.self) {
        case .exact(let money)?: return money.description
        case .choice(let amounts)?: return amounts.map(\.description).joined(separator: ", ")
        case .unstated(let text)?: return text
        case nil: return value.description
        }
    }
}

/// Reads `given` and `expect` with the types of the table's arguments and outputs.
struct TableTestFile {
    let table: DecisionTable
    let settings: RulebookSettings

    func read(_ reader: YAMLReader) -> [TableTest] {
        reader.root?.mapping(RuleShapes.tests) { fields in
            fields.required("tests")?.list(countMax: RuleLimits.listMax) { value in
                value.mapping(value.node["error"] == nil ? RuleShapes.tableTest : RuleShapes.failingTableTest) { test($0) }
            }
        } ?? []
    }

    private func test(_ fields: YAMLMappingReader) -> TableTest? {
        let name = fields.required("name")?.string()
        let arguments = fields.required("given")?.mapping { given -> [Value]? in
            let values = table.arguments.map { field in given.required(field.name).flatMap { value($0, field) } }
            return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
        }
        let error = fields.optional("error")
        let expected =
            error == nil
            ? fields.required("expect").flatMap { expectation($0) } : error?.string().map { TableTest.Expectation.error($0) }
        guard let name, let arguments, let expected else { return nil }
        return TableTest(name: name, arguments: arguments, expected: expected)
    }

    private func expectation(_ value: YAMLValue) -> TableTest.Expectation? {
        if table.hit == .count { return value.integer(in: 0...RuleLimits.tableRowsMax).map { .count(Int64($0)) } }
        if value.node.scalar != nil { return value.oneOf(NoRow.self).map { _ in .none } }
        let rows = value.listOrOne(countMax: RuleLimits.listMax) { item in
            item.mapping { fields in
                fields.all.compactMap { entry, value -> (output: TableField, value: Value)? in
                    guard let output = table.outputs.first(where: { $0.name == entry.key }) else {
                        value.reader.report(
                            "unknownField", "'\(table.id)' has no output '\(entry.key)'",
                            hint: suggestion(for: entry.key, among: table.outputs.map(\.name)), at: entry.keySpan)
                        return nil
                    }
                    return self.value(value, output).map { (output, $0) }
                }
            }
        }
        return rows.map { .rows($0) }
    }

    private func value(_ value: YAMLValue, _ field: TableField) -> Value? {
        guard let text = value.string() else { return nil }
        let parser = ResultParser(
            field: field, currency: field.currency ?? settings.currency, zone: RuleReading.timeZone(settings.zone) ?? .gmt)
        if field.type == .text { return .string(text) }
        do throws(CellMistake) { return try parser.value(text) } catch {
            value.report("invalidValue", error.message, hint: error.hint)
            return nil
        }
    }
}

enum NoRow: String, CaseIterable { case none }
