import ArgumentParser
import CEL
import CELConformance
import Diagnostics
import JSONDocument

struct CELCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cel",
        abstract: "Try expressions of the Common Expression Language, and check this implementation of it.",
        discussion: """
            Example:
              stoa cel eval 'cart.total * 9 / 10' --vars facts.json
            """,
        subcommands: [Eval.self, Check.self, Conformance.self])

    struct Eval: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Evaluate an expression.",
            discussion: """
                The members of the file's object are the variables; dates are texts, so write timestamp(now). Without --json \
                the value is printed as the language writes it.

                Example:
                  stoa cel eval 'cart.lines.exists(l, l.quantity >= 3)' --vars facts.json
                """)

        @Argument(help: ArgumentHelp("The expression.", valueName: "expr"))
        var expression: String

        @Option(help: ArgumentHelp("The variables, as a JSON object; - reads standard input.", valueName: "file"))
        var vars: String?

        @Option(help: ArgumentHelp("The cost after which to give up.", valueName: "n"))
        var limit = Limits.defaultCost

        @Flag(help: "Print value, type and cost as JSON on one line.")
        var json = false

        func run() async throws {
            let facts = try ExpressionFacts(file: vars)
            let source = SourceText(name: "<expression>", text: expression)
            let program = try facts.environment.compile(source)
            do throws(EvaluationError) {
                let (value, cost) = try program.measured(facts.bindings, limit: limit)
                guard json else { return Terminal.answer(value.description) }
                Terminal.answer(
                    ["value": value.plainJSON, "type": .string(value.typeName), "cost": .string(String(cost))], onOneLine: true)
            } catch {
                throw DiagnosticsError([error.diagnostic(in: source)])
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find the mistakes in an expression, and tell its type and what it can cost.",
            discussion: """
                The cost is counted in steps, from the least to the most whatever the values; sizes that are not bounded by \
                --size leave the most open. Exit code 1 when there is a mistake.

                Example:
                  stoa cel check 'cart.lines.all(l, l.quantity > 0)' --vars facts.json --size 'cart.lines=0...500'
                """)

        @Argument(help: ArgumentHelp("The expression, or a file that holds one.", valueName: "expr|file"))
        var expression: String

        @Option(help: ArgumentHelp("An example of the variables, as a JSON object; - reads standard input.", valueName: "file"))
        var vars: String?

        @Option(
            name: .customLong("size"),
            help: ArgumentHelp("How long a list, map or text can be; may be given several times.", valueName: "path=least...most"))
        var sizes: [SizeOption] = []

        @Flag(help: "Print the findings, type, variables and cost as JSON on one line.")
        var json = false

        func run() async throws {
            let source =
                InputFile.exists(expression)
                ? try InputFile.source(expression) : SourceText(name: "<expression>", text: expression)
            var hints = SizeHints()
            for size in sizes { hints.set(size.path, size.range) }
            let program: Program
            do throws(DiagnosticsError) {
                program = try ExpressionFacts(file: vars).environment.compile(source)
            } catch {
                return try FindingsReport(error.diagnostics).show(asJSON: json)
            }
            let cost = program.costEstimate(sizes: hints)
            let variables = program.variables.sorted()
            if json {
                let most = cost.maximum.map { JSON.string(String($0)) } ?? .null
                Terminal.answer(
                    [
                        "findings": [], "errors": 0, "type": .string(program.resultType.description),
                        "variables": .array(variables.map { .string($0) }),
                        "cost": ["minimum": .string(String(cost.minimum)), "maximum": most],
                    ], onOneLine: true)
            } else {
                Terminal.answer("type   \(program.resultType)")
                Terminal.answer("reads  \(variables.isEmpty ? "–" : variables.joined(separator: ", "))")
                Terminal.answer("cost   \(cost.minimum) to \(cost.maximum.map(String.init) ?? "any: bound the sizes with --size")")
            }
        }
    }

    struct Conformance: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the official tests of the language.",
            discussion: """
                Reads every file of the folder in the tests' JSON form. Prints what passed, failed and was skipped, file by \
                file and in total, then every failure. Exit code 0 only when nothing failed.

                Example:
                  stoa cel conformance ../shared/data/cel
                """)

        @Argument(help: ArgumentHelp("The folder with the tests.", valueName: "dir"))
        var directory: String

        @Flag(help: "Print the outcome as JSON on one line.")
        var json = false

        func run() async throws {
            let report = ConformanceReport(running: try ConformanceSuite(directory: directory))
            if json { Terminal.answer(report.json, onOneLine: true) } else { Terminal.answer(report.text) }
            if !report.failures.isEmpty { throw ExitCode(Exit.findings) }
        }
    }
}

/// `cart.lines=0...500`, or `cart.lines=500` for the most alone.
struct SizeOption: ExpressibleByArgument {
    let path: String
    let range: ClosedRange<UInt64>

    init?(argument: String) {
        guard let sign = argument.lastIndex(of: "=") else { return nil }
        path = String(argument[..<sign])
        let bounds = argument[argument.index(after: sign)...].split(separator: "...", omittingEmptySubsequences: false)
        guard let last = bounds.last.flatMap({ UInt64($0) }), bounds.count <= 2, AttributePattern(path) != nil else { return nil }
        let first = bounds.count == 2 ? UInt64(bounds[0]) : 0
        guard let first, first <= last else { return nil }
        range = first...last
    }
}
