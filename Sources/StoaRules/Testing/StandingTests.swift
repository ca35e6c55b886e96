import StrictYAML

/// Tests beside standing rules.
enum StandingTests {
    /// Runs the tests of a file; nil beside a rule of another kind.
    static func run(
        of rule: String, in book: Rulebook, _ reader: YAMLReader, _ tally: inout CoverageTally?
    ) -> [(name: String, failures: [String])]? {
        if book.standing.permissions.permissions.contains(where: { $0.id == rule }) {
            let tests = PermissionTest.read(reader)
            for test in tests { tally?.standing.note(test, in: book) }
            return tests.map { ($0.name, $0.differences(in: book)) }
        }
        if book.standing.stock.contains(where: { $0.id == rule }) {
            let tests = StockTest.read(reader, for: book)
            for test in tests { tally?.standing.note(test, in: book) }
            return tests.map { ($0.name, $0.differences(in: book)) }
        }
        if book.standing.retention.contains(where: { $0.id == rule }) {
            let tests = RetentionTest.read(reader)
            for test in tests { tally?.standing.note(test, in: book) }
            return tests.map { ($0.name, $0.differences(in: book)) }
        }
        return nil
    }
}
