import CEL
import Diagnostics
import Foundation
import JSONDocument

extension ConformanceTest {
    /// What running the test showed.
    public enum Outcome: Sendable, Equatable {
        case passed
        /// With what went wrong, in one line.
        case failed(String)
        /// With the reason from ``ConformanceSkips``.
        case skipped(String)
    }

    /// Runs the test. Bounded by the language's own limits.
    public func outcome() -> Outcome {
        if let reason = ConformanceSkips.reason(for: self) { return .skipped(reason) }
        do throws(ConformanceError) {
            return try failure().map(Outcome.failed) ?? .passed
        } catch {
            return .failed("the test cannot be read: \(error)")
        }
    }

    private func failure() throws(ConformanceError) -> String? {
        var environment = Environment(container: container)
        environment.expandsMacros = expandsMacros
        for declaration in declarations { try declare(declaration, in: &environment) }
        environment.setTimeZones(TimeZones.offset)
        let facts = try bind(in: &environment)
        let expectsError = ["error", "anyError"].contains(expected["kind"]?.string)
        let program: Program
        do throws(DiagnosticsError) {
            program = try environment.compile(expression, mode: isChecked ? .checked : .unchecked)
        } catch {
            let shown = error.diagnostics.map { "\($0.code) \($0.message)" }.joined(separator: "; ")
            return expectsError && !isChecked ? nil : "does not compile: \(shown)"
        }
        if let failure = try typeFailure(program) { return failure }
        if isCheckedOnly { return nil }
        return try resultFailure(program, facts)
    }

    /// The type that the checker must have deduced.
    private func typeFailure(_ program: Program) throws(ConformanceError) -> String? {
        guard expected["kind"]?.string == "typed" else { return nil }
        let wanted = try ConformanceType.type(expected["type"]).description
        return program.resultType.description == wanted ? nil : "is of type \(program.resultType), not \(wanted)"
    }

    private func resultFailure(_ program: Program, _ facts: Facts) throws(ConformanceError) -> String? {
        let wanted: Value?
        switch expected["kind"]?.string {
        case "value": wanted = try ConformanceValue.value(expected["value"])
        case "typed":
            guard let json = expected["value"], !json.isNull else { return nil }
            wanted = try ConformanceValue.value(json)
        case "error", "anyError", "unknown", "anyUnknown": wanted = nil
        case let kind: throw ConformanceError("an expectation of kind '\(kind ?? "none")'")
        }
        let isUnknownWanted = ["unknown", "anyUnknown"].contains(expected["kind"]?.string)
        do throws(EvaluationError) {
            switch try evaluate(program, facts) {
            case .unknown(let residual): return isUnknownWanted ? nil : "is unknown: \(residual)"
            case .known(let value):
                guard let wanted else { return "is \(value), not \(isUnknownWanted ? "unknown" : "an error")" }
                return value.isIdentical(to: wanted) ? nil : "is \(value), not \(wanted)"
            }
        } catch {
            return wanted == nil && !isUnknownWanted ? nil : "fails: \(error)"
        }
    }

    private func evaluate(_ program: Program, _ facts: Facts) throws(EvaluationError) -> PartialResult {
        guard facts.unknown.isEmpty else { return try program.evaluate(facts.bindings, unknown: facts.unknown) }
        return .known(try program.evaluate(facts.bindings))
    }

    // MARK: Environment

    private struct Facts {
        var bindings: Bindings
        var unknown: [AttributePattern]
    }

    /// A variable that is bound to an error stays unset, which is an error too.
    private func bind(in environment: inout Environment) throws(ConformanceError) -> Facts {
        var values: [(Slot, Value)] = []
        var unknown: [AttributePattern] = []
        for binding in bindings {
            let name = binding["name"]?.string ?? ""
            let slot = environment.slot(of: name) ?? environment.declare(variable: name, .dyn)
            switch binding["value"]?["kind"]?.string {
            case "value": values.append((slot, try ConformanceValue.value(binding["value"]?["value"])))
            case "error": continue
            case "unknown": unknown.append(AttributePattern(variable: name))
            case let kind: throw ConformanceError("a binding of kind '\(kind ?? "none")'")
            }
        }
        var bindings = Bindings(for: environment)
        for (slot, value) in values { bindings[slot] = value }
        return Facts(bindings: bindings, unknown: unknown)
    }

    private func declare(_ declaration: JSON, in environment: inout Environment) throws(ConformanceError) {
        let name = declaration["name"]?.string ?? ""
        if declaration["kind"]?.string == "variable" {
            environment.declare(variable: name, try ConformanceType.type(declaration["type"]))
            return
        }
        for overload in declaration["overloads"]?.array ?? [] {
            var parameters: [CELType] = []
            for parameter in overload["params"]?.array ?? [] { parameters.append(try ConformanceType.type(parameter)) }
            let style: CallStyle = overload["isInstance"]?.bool == true ? .receiver : .global
            environment.declare(
                function: name, style, parameters: parameters, result: try ConformanceType.type(overload["result"])
            ) { _ throws(EvaluationError) in
                throw EvaluationError(code: "conformance.declarationOnly", "the suite declares '\(name)' without a body")
            }
        }
    }
}

/// The zones of the machine's time-zone database.
public enum TimeZones {
    /// Seconds east of UTC; nil for a zone that is not known.
    public static let offset: TimeZoneOffset = { zone, time in
        guard let zone = TimeZone(identifier: zone) else { return nil }
        return Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time.seconds))))
    }
}
