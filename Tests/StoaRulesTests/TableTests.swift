import CEL
import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExpressions
import StoaExtension
import Testing

@testable import StoaRules

/// Compiles a table with its CSV file, and answers calls.
struct TableFixture {
    let book: Rulebook

    init(_ head: String, csv: String? = nil, others: String...) throws {
        var files = [SourceText(name: "book/rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\n")]
        files.append(SourceText(name: "t/rule.yaml", text: "kind: Table\nid: t\n" + head))
        if let csv { files.append(SourceText(name: "t/table.csv", text: csv)) }
        files += others.enumerated().map { SourceText(name: "o\($0.offset)/rule.yaml", text: $0.element) }
        book = try Rulebook.compile(files)
    }

    /// What an expression over `a` and `b` comes to, as text.
    func value(_ expression: String, a: Value = .null, b: Value = .null) throws -> String {
        var environment = Environment.commerce(currency: .usd)
        environment.declare(tables: book.tables)
        let slots = (environment.declare(variable: "a", .dyn), environment.declare(variable: "b", .dyn))
        let program = try environment.compile(expression)
        var bindings = Bindings(for: environment)
        bindings[slots.0] = a
        bindings[slots.1] = b
        do throws(EvaluationError) { return try program.evaluate(bindings).description } catch { return error.code }
    }
}

@Suite("A decision table")
struct TableTests {
    private static let fees = """
        input: { method: text, weight: { type: int, allowed: ">= 0" } }
        output: { zone: text, days: int }
        rows:
          - { method: standard, weight: "< 2000", zone: near, days: 3 }
          - { method: standard, weight: "[2000..30000)", zone: far, days: 5 }
          - { method: [express, courier], zone: fast, days: 1 }
        complete: false

        """

    @Test(
        "answers a call",
        arguments: [
            ("table.t(\"standard\", 1999).zone", "\"near\""), ("table.t(\"standard\", 2000).zone", "\"far\""),
            ("table.t(\"standard\", 2000).days + 1", "6"), ("table.t(\"courier\", 77777).zone", "\"fast\""),
            ("table.t(\"standard\", 30000).zone", "cel.absentField"), ("has(table.t(\"standard\", 30000).zone)", "false"),
            ("table.t(\"air\", 1).?days.orValue(9)", "9"), ("table.t(\"standard\", 0) == table.t(\"standard\", 1)", "true"),
            ("[\"standard\", \"courier\"].map(m, table.t(m, 1).days)", "[3, 1]"), ("table.t(a, 1).days", "cel.noOverload"),
        ])
    func answers(expression: String, expected: String) throws {
        #expect(try TableFixture(Self.fees).value(expression, a: .int(4)) == expected)
    }

    @Test("reads CSV as spreadsheets write it")
    func csv() throws {
        let head = "input: { name: text, n: int }\noutput: { big: bool, note: text }\nrows: table.csv\ncomplete: false\n"
        let csv =
            "\u{FEFF}n;name;note;big;# remark\r\n< 5;\"a; b\";\"say \"\"hi\"\"\";TRUE;x\r\n\"1, 7\";plain;two\u{20}\u{20};false\r\n;;;;\r\n"
        let table = try TableFixture(head, csv: csv)
        #expect(try table.value("table.t(\"a; b\", 4).note") == #""say \"hi\"""#)
        #expect(try table.value("table.t(\"a; b\", 4).big") == "true")
        #expect(try table.value("table.t(\"plain\", 7).note") == "\"two\"")
        #expect(try table.value("has(table.t(\"plain\", 6).note)") == "false")
        #expect(table.book.tables[0].rows.map(\.line) == [2, 3])
    }

    @Test(
        "compares each type exactly",
        arguments: [
            ("decimal", "[0.1..0.2)", "decimal(\"0.2\") - decimal(\"0.000000000001\")", true),
            ("decimal", "[0.1..0.2)", "decimal(\"0.2\")", false),
            ("decimal", "0.3", "decimal(1) * decimal(\"0.1\") + decimal(\"0.2\")", true),
            ("decimal", "> 0.333333333333", "decimal(1) / decimal(3)", true),
            ("decimal", "0.333333333333", "decimal(1) / decimal(3)", false),
            ("decimal", "(-1..0)", "decimal(\"-0.5\")", true), ("decimal", "< -0.5", "decimal(\"-0.5\")", false),
            ("money", "< 50", "money(\"49.99\")", true), ("money", "< 50", "money(\"50.00\")", false),
            ("money", "[10 .. 20.50 USD]", "money(\"20.50\")", true), ("int", "not(3, [5..7])", "6", false),
            ("int", "not(3, [5..7])", "4", true),
            ("int", "]3..5[", "4", true), ("int", "]3..5[", "5", false), ("text", "not(a, b)", "\"c\"", true),
            ("text", "not(a, b)", "\"a\"", false),
            ("text", "\"< 5\"", "\"< 5\"", true), ("bool", "TRUE", "1 < 2", true), ("bool", "not(true)", "1 < 2", false),
            ("time", "[2026-01-01..2026-02-01)", "timestamp(\"2026-01-31T23:59:59.999999999Z\")", true),
            ("time", "[2026-01-01..2026-02-01)", "timestamp(\"2026-02-01T00:00:00Z\")", false),
            ("time", "> 2026-01-01T00:00:00Z", "timestamp(\"2026-01-01T00:00:00.000000001Z\")", true),
        ])
    func types(type: String, cell: String, argument: String, matches: Bool) throws {
        let quoted = "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        let table = try TableFixture(
            "input: { x: \(type) }\noutput: { hit: bool }\nrows: table.csv\ncomplete: false\n", csv: "x,hit\n\(quoted),true\n")
        #expect(try table.value("has(table.t(\(argument)).hit)") == (matches ? "true" : "false"))
    }

    @Test("an amount in another currency does not meet a cell")
    func currencies() throws {
        let table = try TableFixture(
            "input: { x: money }\noutput: { fee: money }\nrows: [{ x: \"< 50\", fee: { USD: \"1.00\", KRW: \"900\" } }]\n")
        #expect(try table.value("has(table.t(money({\"EUR\": \"5.00\"})).fee)") == "money.currencyMismatch")
        #expect(try table.value("table.t(money(\"5.00\")).fee == money({\"KRW\": \"900\"})") == "true")
        #expect(try table.value("table.t(money(\"5.00\")).fee + money(\"0.50\") == money(\"1.50\")") == "true")
    }

    @Test(
        "follows its hit policy",
        arguments: [
            ("unique", "has(table.t(5).name)", "table.severalRows"), ("unique", "table.t(1).name", "\"low\""),
            ("first", "table.t(5).name", "\"low\""),
            ("priority", "table.t(5).name", "\"mid\""), ("priority", "has(table.t(8).name)", "table.severalRows"),
            ("collect", "table.t(5).map(r, r.name)", "[\"low\", \"mid\"]"), ("collect", "table.t(99).size()", "0"),
            ("collect", "table.t(5).exists(r, r.n > 15)", "true"),
        ])
    func hits(hit: String, expression: String, expected: String) throws {
        let isPriority = hit == "priority"
        let rows = [("[0..5]", "low", 10, 1), ("[5..9]", "mid", 20, 2), ("[8..9]", "top", 30, 2)].map { cell, name, n, priority in
            "  - { x: \"\(cell)\", name: \(name), n: \(n)\(isPriority ? ", priority: \(priority)" : "") }\n"
        }
        let table = try TableFixture("hit: \(hit)\ninput: { x: int }\noutput: { name: text, n: int }\nrows:\n" + rows.joined())
        #expect(try table.value(expression) == expected)
    }

    @Test("names the rows of which one too many match")
    func names() throws {
        let head = "input: { x: int }\noutput: { y: int }\nrows: table.csv\n"
        let table = try TableFixture(head, csv: "x,y\n1,1\n\"2, 3\",2\n> 2,3\n").book.tables[0]
        let error = #expect(throws: EvaluationError.self) { try table.answer([.int(3)]) }
        #expect(error?.code == "table.severalRows")
        #expect(error?.message == "lines 3 and 4 of 't' match x = 3")
    }

    @Test(
        "reckons over the rows it collects",
        arguments: [
            ("sum", "table.t(5).n", "30"), ("min", "table.t(5).n", "10"), ("max", "table.t(5).n", "20"), ("sum", "table.t(99).n", "0"),
            ("max", "has(table.t(99).n)", "false"), ("sum", "table.t(5).fee == money(\"3.50\")", "true"),
            ("max", "table.t(5).rate == decimal(\"0.5\")", "true"), ("count", "table.t(5)", "2"), ("count", "table.t(99)", "0"),
        ])
    func totals(word: String, expression: String, expected: String) throws {
        let table = try TableFixture(
            """
            hit: { collect: \(word) }
            input: { x: int }
            output: { n: int, fee: money, rate: decimal }
            rows:
              - { x: "[0..5]", n: 10, fee: "1.00", rate: 0.25 }
              - { x: "[5..9]", n: 20, fee: "2.50", rate: 0.5 }

            """)
        #expect(try table.value(expression) == expected)
    }

    @Test("takes a formula of its arguments as a column, and another table's answer")
    func formulas() throws {
        let zones =
            "kind: Table\nid: zoneOf\ninput: { country: text }\noutput: { zone: text }\nrows: [{ country: [DE, FR], zone: near }]\ndefault: { zone: far }\n"
        let head = """
            arguments: { country: text, grams: int }
            input: { zone: { type: text, is: table.zoneOf(country).zone }, heavy: { type: bool, is: grams > 1000 } }
            output: { fee: money }
            rows:
              - { zone: near, heavy: false, fee: "4.90" }
              - { zone: near, heavy: true, fee: "9.90" }
              - { zone: far, fee: "19.90" }
            complete: false

            """
        let table = try TableFixture(head, others: zones)
        #expect(try table.value("table.t(\"FR\", 1001).fee == money(\"9.90\")") == "true")
        #expect(try table.value("table.t(\"US\", 1).fee == money(\"19.90\")") == "true")
    }

    @Test("is called by promotions and gates")
    func callers() throws {
        let promotion = "kind: Promotion\nid: p\nlines: table.t(line.category, line.quantity).zone == \"far\"\ngive: { percent: 10 }\n"
        let gate =
            "kind: Gate\nid: g\non: order.place\nwhen: table.t(command.method, command.weight).days > 4\neffect: { deny: order.tooSlow, message: no }\n"
        let book = try TableFixture(Self.fees, others: promotion, gate).book
        let line = { (quantity: Int64) in
            Cart(currency: .usd, lines: [Cart.Line(id: "1", quantity: quantity, unitPrice: 10, category: "standard")])
        }
        let at = Instant(millisecondsSince1970: 0)
        #expect(try book.quote(line(2000), at: at).totals.discount == 2000)
        #expect(try book.quote(line(1999), at: at).totals.discount == 0)
        let rule = try #require(book.gates.first)
        func denies(_ command: JSON) throws -> Bool {
            try rule.applies(GateFacts(command: command, actor: .system, decided: .null, now: at))
        }
        #expect(try denies(["method": "standard", "weight": 2000]))
        #expect(try !denies(["method": "standard", "weight": 1999]))
        // What no row answers, and what is of another type, keeps a gate shut.
        #expect(throws: (any Error).self) { try denies(["method": "air", "weight": 1]) }
        #expect(throws: (any Error).self) { try denies(["method": 5, "weight": 1]) }
    }

    @Test("is checked where it is called")
    func checkedCalls() throws {
        func finding(_ when: String) -> Diagnostic? {
            let error = #expect(throws: DiagnosticsError.self) {
                try TableFixture(Self.fees, others: "kind: Promotion\nid: p\nwhen: '\(when)'\ngive: { percent: 10 }\n")
            }
            return error?.diagnostics.first
        }
        let name = finding("table.tt(\"a\", 1).days > 1")
        #expect(name?.code == "cel.unknownFunction" && name?.hint == "did you mean 't'?")
        let output = finding("table.t(\"a\", 1).dasy > 1")
        #expect(output?.code == "cel.unknownField" && output?.message == "row of t has no field 'dasy'")
        #expect(output?.hint == "did you mean 'days'?")
        #expect(finding("table.t(1, 1).days > 1")?.code == "cel.noOverload")
        #expect(finding("table.t(\"a\").days > 1")?.code == "cel.noOverload")
        #expect(finding("table.t(\"a\", 1).zone > 1")?.code == "cel.noOverload")
    }

    @Test("a hundred thousand rows are compiled and searched")
    func large() throws {
        var csv = "sku,quantity,name\n"
        for number in 0..<50_000 { csv += "sku-\(number),< 10,few\nsku-\(number),>= 10,many\n" }
        let table = try TableFixture(
            "input: { sku: text, quantity: int }\noutput: { name: text }\nrows: table.csv\ncomplete: false\n", csv: csv)
        #expect(try table.value("[0, 77, 49999].map(n, table.t(\"sku-\" + string(n), 10).name)") == "[\"many\", \"many\", \"many\"]")
        #expect(try table.value("table.t(\"sku-49999\", 9).name") == "\"few\"")
        // Few of the rows are candidates: what makes the search fast.
        #expect(table.book.tables[0].rows.count == 100_000)
        #expect(
            TableIndex(table.book.tables[0].rows.prefix(1000).map(\.tests), columns: 2).candidates([.text("sku-7"), .position(3)]) == [
                14, 15,
            ])
    }
}
