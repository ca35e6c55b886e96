/// The functions of the specification and its extensions, built once a process.
enum StandardLibrary {
    static let functions: [String: [Overload]] = {
        var table = FunctionTable()
        table.addOperators()
        table.addConversions()
        table.addStrings()
        table.addStringExtensions()
        table.addTime()
        table.addCollections()
        table.addOptionals()
        table.addMath()
        table.addEncoders()
        return table.functions
    }()
}

/// Collects overloads.
struct FunctionTable {
    private(set) var functions: [String: [Overload]] = [:]

    /// Adds a function with all its signatures; they share the implementation, which tells them apart by the values.
    mutating func add(
        _ name: String, style: CallStyle = .global, _ signatures: [([CELType], CELType)], _ implementation: Implementation
    ) {
        for (parameters, result) in signatures {
            functions[name, default: []].append(
                Overload(name: name, style: style, parameters: parameters, result: result, implementation: implementation))
        }
    }

    /// As the overload stands, for those that need more than a name, types and a body.
    mutating func add(_ overload: Overload) { functions[overload.name, default: []].append(overload) }

    mutating func unary(
        _ name: String, style: CallStyle = .global, _ signatures: [(CELType, CELType)], visitsElements: Bool = false,
        _ body: @escaping @Sendable (Value) throws(EvaluationError) -> Value?
    ) {
        add(
            name, style: style, signatures.map { ([$0.0], $0.1) },
            Implementation(
                .unary { (a: Value) throws(EvaluationError) -> Value in
                    guard let result = try body(a) else { throw .noOverload(name, [a]) }
                    return result
                }, visitsElements: visitsElements))
    }

    mutating func binary(
        _ name: String, style: CallStyle = .global, _ signatures: [(CELType, CELType, CELType)], visitsElements: Bool = false,
        _ body: @escaping @Sendable (Value, Value) throws(EvaluationError) -> Value?
    ) {
        add(
            name, style: style, signatures.map { ([$0.0, $0.1], $0.2) },
            Implementation(
                .binary { (a: Value, b: Value) throws(EvaluationError) -> Value in
                    guard let result = try body(a, b) else { throw .noOverload(name, [a, b]) }
                    return result
                }, visitsElements: visitsElements))
    }

    /// For three arguments and more, or several numbers of them.
    mutating func variadic(
        _ name: String, style: CallStyle = .global, _ signatures: [([CELType], CELType)], visitsElements: Bool = false,
        _ body: @escaping @Sendable ([Value]) throws(EvaluationError) -> Value?
    ) {
        add(
            name, style: style, signatures,
            Implementation(
                .variadic { (arguments: [Value]) throws(EvaluationError) -> Value in
                    guard let result = try body(arguments) else { throw .noOverload(name, arguments) }
                    return result
                }, visitsElements: visitsElements))
    }
}
