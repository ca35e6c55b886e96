import Diagnostics

/// What an expression comes to when a part of its facts is not known.
public enum PartialResult: Sendable {
    /// The unknown parts do not matter: whatever they are, this is the value.
    case known(Value)
    case unknown(Residual)
}

/// What is left of an expression, and what it depends on.
public struct Residual: Sendable, CustomStringConvertible {
    /// What was read and is not known, in the order of their texts: knowing any of them can change the answer.
    public let attributes: [Attribute]
    /// The expression with its known parts computed. Evaluated with the facts that were missing, beside those that were
    /// there, it comes to what the whole one does.
    public let expression: Expression

    /// The expression as text.
    public var description: String { expression.text }
}

extension Program {
    /// Evaluates as far as the facts go, to ask what would have to hold: `cart.subtotal >= money("50.00") && x.member`
    /// without `x.member` is false, or is left as `x.member`.
    ///
    /// As the specification has it, `&&` and `||` are decided by one known side, a function of something unknown is
    /// unknown, and unknown goes before error. The tree is walked; parts without anything unknown run as they were
    /// planned. Cost: one a node visited, and what the planned parts cost.
    ///
    /// - Parameters:
    ///   - bindings: What is known. A variable that is unknown as a whole need not be set.
    ///   - unknown: What has no value, whatever `bindings` say.
    /// - Throws: as ``evaluate(_:limit:)``.
    public func evaluate(
        _ bindings: Bindings, unknown: [AttributePattern], limit: UInt64 = Limits.defaultCost
    ) throws(EvaluationError) -> PartialResult {
        let outcome = try bindings.framed(for: checked, limit: limit) { (frame) throws(EvaluationError) in
            var evaluator = PartialEvaluator(self, frame, unknown)
            defer { frame = evaluator.frame }
            return try evaluator.visit(expression)
        }
        switch outcome {
        case .known(let value): return .known(value)
        case .failed(let error): throw error
        case .unknown(let attributes, let rest):
            // Parsed again, so that nodes have ids of their own; a text that is over a limit leaves the whole expression.
            let text = SourceText(name: source.name, text: rest.text)
            let parsed = try? Parser.parse(text).expression
            return .unknown(Residual(attributes: attributes.sorted { $0.description < $1.description }, expression: parsed ?? expression))
        }
    }
}
