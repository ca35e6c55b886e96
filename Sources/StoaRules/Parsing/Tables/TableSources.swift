import CEL
import Diagnostics
import StoaExpressions
import StrictYAML

/// The files of kind Table, read in such an order that a formula calls tables that were read before.
struct TableSources {
    private let readers: [YAMLReader]
    private let data: [String: SourceText]

    init(_ readers: [YAMLReader], data: [SourceText]) {
        self.readers = readers
        self.data = Dictionary(data.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// All tables that can be called; mistakes are added to `findings`.
    func read(_ settings: RulebookSettings, _ findings: inout [Diagnostic], schema: (YAMLMappingReader) -> Void) -> [ReadTable] {
        var environment = Environment.commerce(currency: settings.currency)
        var tables: [ReadTable] = []
        let order = CallOrder(readers, calling: "table") { ($0["input"]?.entries ?? []).compactMap { $0.value["is"] } }
        for reader in order.sorted() {
            let reading = TableReading(settings: settings, data: data, environment: environment)
            let table = reader.root?.mapping(RuleShapes.table) { fields in
                schema(fields)
                return reading.table(fields, &findings)
            }
            findings += reader.diagnostics
            guard let table else { continue }
            tables.append(table)
            environment.declare(tables: [table.table])
        }
        if !findings.contains(where: { $0.severity == .error }) { findings += unused(tables) }
        return tables
    }

    private func unused(_ tables: [ReadTable]) -> [Diagnostic] {
        let used = Set(tables.compactMap(\.file))
        return data.values.sorted { $0.name < $1.name }.filter { !used.contains($0.name) }.map { file in
            Diagnostic(
                .warning, code: "rule.unusedFile", "no table takes its rows from '\(file.name)'",
                hint: "write 'rows: \(file.name.split(separator: "/").last ?? "table.csv")' in the rule beside it, or remove the file",
                source: SourceText(name: file.name, text: ""))
        }
    }
}
