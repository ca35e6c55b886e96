import CEL
import CELConformance
import Diagnostics
import Testing

/// Evaluates an expression without variables and compares the result, its type included.
func check(_ expression: String, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let value = try Environment().compile(expression).evaluate(Bindings(for: Environment()))
    #expect(value.isIdentical(to: expected), "\(expression) is \(value), not \(expected)", sourceLocation: sourceLocation)
}

/// The code of the error that an expression without variables ends with when it is evaluated, or nil.
func evaluationCode(_ expression: String, mode: CompileMode = .checked) throws -> String? {
    let program = try Environment().compile(expression, mode: mode)
    do throws(EvaluationError) {
        _ = try program.evaluate(Bindings(for: Environment()))
        return nil
    } catch {
        return error.code
    }
}

/// The codes of all mistakes that compiling finds.
func compileCodes(_ expression: String, in environment: Environment = Environment()) -> [String] {
    do throws(DiagnosticsError) {
        _ = try environment.compile(expression)
        return []
    } catch {
        return error.diagnostics.map(\.code)
    }
}
