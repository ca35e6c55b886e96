import Diagnostics

/// A node of the syntax tree. Immutable; `id` is unique within one parsed expression and counts from 0.
public struct Expression: Sendable {
    public let id: Int
    /// Where it stands in the source, in UTF-8 offsets.
    public let span: SourceSpan
    public let kind: Kind
    /// Levels below and including this node, for the limit on nesting.
    let depth: Int

    public indirect enum Kind: Sendable {
        /// A literal.
        case constant(Value)
        /// A name; one with a leading point is absolute.
        case identifier(String)
        /// `operand.field`
        case select(Expression, field: String)
        /// `operand.?field`
        case optionalSelect(Expression, field: String)
        /// `has(operand.field)`
        case has(Expression, field: String)
        /// A function or operator. Operators have the specification's names: ``Operator``.
        case call(String, arguments: [Expression])
        /// `receiver.function(arguments)`
        case receiverCall(Expression, function: String, arguments: [Expression])
        case list([ListElement])
        case map([MapEntry])
        /// `type{field: value}`
        case construct(type: String, fields: [FieldValue])
        case comprehension(Comprehension)
        /// `cel.bind(variable, value, body)`
        case bind(variable: String, value: Expression, body: Expression)
        /// `optional.optMap(variable, body)`; when `flat`, `optFlatMap`.
        case optionalMap(Expression, variable: String, body: Expression, flat: Bool)
    }

    /// An element of a list; an optional one (`?x`) is left out when it has no value.
    public struct ListElement: Sendable {
        public let expression: Expression
        public let isOptional: Bool
    }

    public struct MapEntry: Sendable {
        public let key: Expression
        public let value: Expression
        public let isOptional: Bool
    }

    public struct FieldValue: Sendable {
        public let name: String
        public let span: SourceSpan
        public let value: Expression
        public let isOptional: Bool
    }

    /// A macro over the elements of a list or the keys of a map.
    public struct Comprehension: Sendable {
        public enum Operation: String, Sendable {
            case all, exists, existsOne = "exists_one", map, filter, transformList, transformMap, transformMapEntry, sortBy
        }

        public let operation: Operation
        public let range: Expression
        /// One name; or two, for index and element, or key and value.
        public let variables: [String]
        /// What `all`, `exists`, `exists_one` and `filter` ask; the condition of the others, when they have one.
        public let condition: Expression?
        /// What `map` and the transformations make; the key of `sortBy`.
        public let transform: Expression?
    }
}

/// The specification's names of the operators, for declaring overloads of host types.
public enum Operator {
    public static let add = "_+_"
    public static let subtract = "_-_"
    public static let multiply = "_*_"
    public static let divide = "_/_"
    public static let modulo = "_%_"
    public static let negate = "-_"
    public static let not = "!_"
    public static let equal = "_==_"
    public static let notEqual = "_!=_"
    public static let less = "_<_"
    public static let lessOrEqual = "_<=_"
    public static let greater = "_>_"
    public static let greaterOrEqual = "_>=_"
    public static let and = "_&&_"
    public static let or = "_||_"
    public static let conditional = "_?_:_"
    public static let index = "_[_]"
    public static let optionalIndex = "_[?_]"
    public static let `in` = "@in"
}

/// The operator as people write it, or the function's name.
func displayName(_ function: String) -> String {
    switch function {
    case Operator.in: "in"
    case Operator.index: "[]"
    case Operator.optionalIndex: "[?]"
    case Operator.conditional: "?:"
    default: String(function.filter { $0 != "_" || function.first?.isLetter == true })
    }
}

extension Expression {
    /// The same node with the brackets around it.
    func spanning(_ start: Int, _ end: Int) -> Expression {
        Expression(id: id, span: SourceSpan(start, end), kind: kind, depth: depth)
    }

    /// The conditions that must all hold: `a && (b && c)` gives a, b, c, anything else itself.
    public var conjuncts: [Expression] {
        guard case .call(Operator.and, let arguments) = kind else { return [self] }
        return arguments.flatMap(\.conjuncts)
    }

    /// `["cart", "customer", "tier"]` for a name with plain selections, nil for anything else.
    public var path: [String]? {
        switch kind {
        case .identifier(let name): [name]
        case .select(let operand, let field): operand.path.map { $0 + [field] }
        default: nil
        }
    }

    /// `cart` of the path `cart.customer.tier`; nil where there is no path.
    var root: String? {
        switch kind {
        case .identifier(let name): name
        case .select(let operand, _): operand.root
        default: nil
        }
    }

    /// The value of a literal, a list of literals included; nil for anything else.
    public var constant: Value? {
        switch kind {
        case .constant(let value): return value
        case .list(let elements):
            var values: [Value] = []
            for element in elements {
                guard !element.isOptional, let value = element.expression.constant else { return nil }
                values.append(value)
            }
            return .list(values)
        default: return nil
        }
    }
}
