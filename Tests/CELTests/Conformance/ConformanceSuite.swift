import CEL
import Diagnostics
import Foundation

/// The official conformance tests as JSON, `data/cel` of the shared folder (its README has the schema).
enum ConformanceSuite {
    /// Nil when the folder is not on this machine.
    static let folder: URL? = {
        var candidates: [URL] = []
        if let shared = ProcessInfo.processInfo.environment["STOA_SHARED"] { candidates.append(URL(filePath: shared)) }
        var directory = URL(filePath: #filePath).deletingLastPathComponent()
        while directory.path != "/" {
            candidates.append(directory.appending(path: "shared"))
            directory = directory.deletingLastPathComponent()
        }
        return candidates.map { $0.appending(path: "data/cel") }.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    /// Files in which nothing may fail.
    static let files = [
        "basic", "bindings_ext", "comparisons", "conversions", "dynamic", "encoders_ext", "fields", "fp_math", "integer_math", "lists",
        "logic", "macros", "macros2", "math_ext", "namespace", "optionals", "parse", "plumbing", "string", "string_ext", "timestamps",
        "type_deduction",
    ]

    static func file(_ name: String) throws -> [ConformanceTest] {
        guard let folder else { return [] }
        let data = try Data(contentsOf: folder.appending(path: name + ".json"))
        let root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        let sections = root["sections"] as? [[String: Any]] ?? []
        return sections.flatMap { $0["tests"] as? [[String: Any]] ?? [] }.map(ConformanceTest.init)
    }
}

/// One test: what to evaluate and what must come out.
struct ConformanceTest {
    let id: String
    let expression: String
    private let json: [String: Any]

    init(_ json: [String: Any]) {
        self.json = json
        id = json["id"] as? String ?? ""
        expression = json["expr"] as? String ?? ""
    }

    /// Nil when the test passes, otherwise what went wrong.
    func failure() -> String? {
        do {
            return try run()
        } catch {
            return "unreadable test: \(error)"
        }
    }

    private func run() throws -> String? {
        var environment = Environment(container: json["container"] as? String ?? "")
        for declaration in json["typeEnv"] as? [[String: Any]] ?? [] { try declare(declaration, in: &environment) }
        environment.setTimeZones { zone, time in
            guard let zone = TimeZone(identifier: zone) else { return nil }
            return Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time.seconds))))
        }
        var slots: [(Slot, Value)] = []
        for binding in json["bindings"] as? [[String: Any]] ?? [] {
            let name = binding["name"] as? String ?? ""
            let value = try ConformanceValue.value((binding["value"] as? [String: Any])?["value"] as? [String: Any] ?? [:])
            slots.append((environment.slot(of: name) ?? environment.declare(variable: name, .dyn), value))
        }
        var bindings = Bindings(for: environment)
        for (slot, value) in slots { bindings[slot] = value }
        let expected = json["expected"] as? [String: Any] ?? [:]
        let kind = expected["kind"] as? String ?? ""
        let program: Program
        do throws(DiagnosticsError) {
            program = try environment.compile(expression, mode: json["disableCheck"] as? Bool == true ? .unchecked : .checked)
        } catch {
            return kind == "error" ? nil : "does not compile: \(error.diagnostics.map { "\($0.code) \($0.message)" })"
        }
        if kind == "typed", let wanted = (expected["type"] as? [String: Any])?["text"] as? String,
            program.resultType.description != wanted
        {
            return "type is \(program.resultType), not \(wanted)"
        }
        guard let wantedJSON = expected["value"] as? [String: Any] else {
            return kind == "error" ? evaluatesToError(program, bindings) : nil
        }
        let wanted = try ConformanceValue.value(wantedJSON)
        do throws(EvaluationError) {
            let value = try program.evaluate(bindings)
            return ConformanceValue.isIdentical(value, wanted) ? nil : "is \(value), not \(wanted)"
        } catch {
            return "fails: \(error)"
        }
    }

    private func evaluatesToError(_ program: Program, _ bindings: Bindings) -> String? {
        guard let value = try? program.evaluate(bindings) else { return nil }
        return "is \(value), not an error"
    }

    private func declare(_ declaration: [String: Any], in environment: inout Environment) throws {
        let name = declaration["name"] as? String ?? ""
        if declaration["kind"] as? String == "variable" {
            environment.declare(variable: name, try ConformanceValue.type(declaration["type"] as? [String: Any] ?? [:]))
            return
        }
        for overload in declaration["overloads"] as? [[String: Any]] ?? [] {
            let parameters = try (overload["params"] as? [[String: Any]] ?? []).map(ConformanceValue.type)
            let result = try ConformanceValue.type(overload["result"] as? [String: Any] ?? [:])
            let style: CallStyle = overload["isInstance"] as? Bool == true ? .receiver : .global
            environment.declare(function: name, style, parameters: parameters, result: result) { _ throws(EvaluationError) in
                throw EvaluationError(code: "test.declarationOnly", "the suite declares this function without a body")
            }
        }
    }
}
