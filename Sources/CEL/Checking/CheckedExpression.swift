import Diagnostics

/// A syntax tree with what the checker found out about each node. A class, because each step that is planned later keeps it.
final class CheckedExpression: Sendable {
    let source: SourceText
    let expression: Expression
    /// The host types of the environment, by name.
    let hostTypes: [String: HostTypeDescription]
    /// By node id.
    let types: [CELType]
    /// By node id; nil for nodes that need none.
    let references: [Reference?]
    let localsMax: Int

    init(
        source: SourceText, expression: Expression, hostTypes: [String: HostTypeDescription], types: [CELType], references: [Reference?],
        localsMax: Int
    ) {
        self.source = source
        self.expression = expression
        self.hostTypes = hostTypes
        self.types = types
        self.references = references
        self.localsMax = localsMax
    }

    func type(of expression: Expression) -> CELType { types[expression.id] }

    /// Whether the expression is a name, with or without points in it, and not a selection from a value.
    func isName(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .identifier, .select: references[expression.id].isName
        default: false
        }
    }
}

/// What a name, selection or call stands for.
enum Reference: Sendable {
    case variable(slot: Int, name: String)
    /// A comprehension's variable, by its place in the frame.
    case local(Int)
    /// A type's name as a value.
    case constant(Value)
    case field(HostField)
    /// The overloads that can apply, best first. `isQualified` when the receiver is only a part of the name.
    case function([Overload], isQualified: Bool)
    /// In unchecked mode: an error when it is reached.
    case failure(EvaluationError)
}
