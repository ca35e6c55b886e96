import CEL
import Diagnostics
import Foundation
import PropertyTesting
import StoaCommerce
import Testing

@testable import StoaRules

/// A cell as the test means it, apart from what the engine makes of its text.
private indirect enum Meaning {
    case any
    case values([Int])
    case not([Int])
    case range(Int, Int, lowOpen: Bool, highOpen: Bool)
    case below(Int, orEqual: Bool)
    case above(Int, orEqual: Bool)

    func holds(_ value: Int) -> Bool {
        switch self {
        case .any: true
        case .values(let values): values.contains(value)
        case .not(let values): !values.contains(value)
        case .range(let low, let high, let lowOpen, let highOpen):
            (lowOpen ? low < value : low <= value) && (highOpen ? value < high : value <= high)
        case .below(let bound, let orEqual): orEqual ? value <= bound : value < bound
        case .above(let bound, let orEqual): orEqual ? value >= bound : value > bound
        }
    }

    func text(_ literal: (Int) -> String) -> String {
        switch self {
        case .any: "-"
        case .values(let values): values.map(literal).joined(separator: ", ")
        case .not(let values): "not(\(values.map(literal).joined(separator: ", ")))"
        case .range(let low, let high, let lowOpen, let highOpen):
            "\(lowOpen ? "(" : "[")\(literal(low))..\(literal(high))\(highOpen ? ")" : "]")"
        case .below(let bound, let orEqual): "<\(orEqual ? "=" : "") \(literal(bound))"
        case .above(let bound, let orEqual): ">\(orEqual ? "=" : "") \(literal(bound))"
        }
    }
}

/// A random table with what its cells mean.
private struct RandomTable {
    /// A column's type, by which a small number is written.
    static let types = ["text", "int", "decimal", "money", "bool"]

    var types: [String] = []
    var rows: [[Meaning]] = []

    init(_ random: inout RandomBooks) {
        types = (0..<random.number(1...4)).map { _ in random.one(Self.types) }
        for _ in 0..<random.number(1...40) { rows.append(types.map { Self.cell($0, &random) }) }
    }

    private static func cell(_ type: String, _ random: inout RandomBooks) -> Meaning {
        if random.chance(20) { return .any }
        let isOrdered = type != "text" && type != "bool"
        let values = (0..<(type == "bool" || random.chance(60) ? 1 : random.number(1...3))).map { _ in
            random.number(0...(type == "bool" ? 1 : 9))
        }
        guard isOrdered, random.chance(60) else { return random.chance(15) ? .not(values) : .values(values) }
        switch random.number(0...3) {
        case 0: return .below(random.number(0...9), orEqual: random.chance(50))
        case 1: return .above(random.number(0...9), orEqual: random.chance(50))
        default:
            let low = random.number(0...8)
            let high = random.number((low + 1)...10)
            // Whole numbers have nothing between two neighbours.
            let isNarrow = high - low == 1
            return .range(low, high, lowOpen: !isNarrow && random.chance(30), highOpen: random.chance(50))
        }
    }

    static func literal(_ value: Int, _ type: String) -> String {
        switch type {
        case "text": "v\(value)"
        case "decimal": "\(value).25"
        case "money": "\(value).50"
        case "bool": value == 0 ? "false" : "true"
        default: "\(value)"
        }
    }

    func key(_ value: Int, _ column: Int) throws -> CellKey {
        switch types[column] {
        case "text": .text("v\(value)")
        case "bool": .bool(value != 0)
        case "money": .position(Int128(value * 100 + 50))
        case "decimal": .position(Scale.position(try Rational(decimal: Self.literal(value, "decimal"))))
        default: .position(Int128(value))
        }
    }

    func compiled() throws -> DecisionTable {
        let inputs = types.enumerated().map { "c\($0.offset): \($0.element)" }.joined(separator: ", ")
        let head = "hit: collect\ninput: { \(inputs) }\noutput: { row: int }\nrows: table.csv\n"
        var csv = types.indices.map { "c\($0)" }.joined(separator: ",") + ",row\n"
        for (number, row) in rows.enumerated() {
            let cells = zip(row, types).map { cell, type in "\"\(cell.text { Self.literal($0, type) })\"" }
            csv += cells.joined(separator: ",") + ",\(number)\n"
        }
        return try TableFixture(head, csv: csv).book.tables[0]
    }

    /// Row by row. A truth value is never both, so a range of values means the same as their list.
    func matching(_ values: [Int]) -> [Int] {
        rows.indices.filter { row in zip(rows[row], values).allSatisfy { $0.holds($1) } }
    }
}

@Suite("The index of a table finds what going through its rows finds")
struct TablePropertyTests {
    private static let tables = TestRun.isLong ? 100_000 : 1_000

    /// What differs for a seed, or nil.
    private func difference(_ seed: UInt64, faulty: Bool = false) throws -> String? {
        var random = RandomBooks(seed: seed)
        var drawn = RandomTable(&random)
        let table = try drawn.compiled()
        // The fault: one row counts as if it had no condition.
        if faulty { drawn.rows[0] = drawn.rows[0].map { _ in .any } }
        for _ in 0..<20 {
            let values = drawn.types.map { random.number(0...($0 == "bool" ? 1 : 10)) }
            let keys = try values.enumerated().map { try drawn.key($0.element, $0.offset) }
            let (found, expected) = (table.matches(keys), drawn.matching(values))
            if found != expected { return "seed \(seed): \(values) matches \(found), and row by row \(expected)" }
        }
        return nil
    }

    @Test("in 1,000 random tables, 100,000 with --long")
    func index() throws {
        for number in 1...Self.tables {
            let problem = try difference(UInt64(number) &* 6_364_136_223)
            if let problem {
                Issue.record("\(problem)")
                return
            }
        }
    }

    @Test("and the comparison can fail")
    func plantedFault() throws {
        let differences = try (1...50).compactMap { try difference(UInt64($0) &* 6_364_136_223, faulty: true) }
        #expect(differences.count > 10)
    }

    /// Shows each gap and overlap by the meaning of the cells, and that none is left out.
    @Test("the sweep finds a gap or an overlap exactly where there is one")
    func sweep() throws {
        for number in 1...300 {
            let seed = UInt64(number) &* 2_862_933_555
            var random = RandomBooks(seed: seed)
            let drawn = RandomTable(&random)
            let table = try drawn.compiled()
            var gaps = 0
            var overlaps: Set<[Int]> = []
            var sweep = TableSweep(table)
            sweep.parts(asksForGaps: true) { keys, rows in
                let naive = table.rows.indices.filter { table.matches(row: $0, keys) }
                if naive != rows { Issue.record("seed \(seed): \(table.text(keys)) matches \(naive), and the sweep says \(rows)") }
                if rows.isEmpty { gaps += 1 }
                for (place, first) in rows.enumerated() { for second in rows[(place + 1)...] { overlaps.insert([first, second]) } }
                return true
            }
            #expect(!sweep.isCutShort)
            // Every value that a cell of this test can name, and some beside them.
            for _ in 0..<50 {
                let values = drawn.types.map { random.number(0...($0 == "bool" ? 1 : 10)) }
                let matching = drawn.matching(values)
                if matching.isEmpty { #expect(gaps > 0, "seed \(seed): \(values) matches nothing, and the sweep found no gap") }
                for (place, first) in matching.enumerated() {
                    for second in matching[(place + 1)...] {
                        #expect(overlaps.contains([first, second]), "seed \(seed): rows \(first) and \(second)")
                    }
                }
            }
        }
    }
}
