/// The functions of the specification and its extensions, built once a process.
enum StandardLibrary {
    static let table: FunctionTable = {
        var table = FunctionTable()
        table.addOperators()
        table.addConversions()
        table.addStrings()
        table.addStringExtensions()
        table.addTime()
        table.addCollections()
        table.addLists()
        table.addSets()
        table.addOptionals()
        table.addMath()
        table.addEncoders()
        return table
    }()
}

/// Functions by name, apart by where their first argument stands.
struct FunctionTable: Sendable {
    /// `f(x)`, operators among them.
    private(set) var functions: [String: [Overload]] = [:]
    /// `x.f()`
    var methods: [String: [Overload]] = [:]
    /// First parts of dotted names, so that `cart.total()` is not looked up as one name when none begins with `cart`.
    private var dottedRoots: Set<Substring> = []

    /// Whether a function's name can begin with this and a point.
    func isDotted(_ root: String) -> Bool {
        dottedRoots.contains(root.utf8.first == UInt8(ascii: ".") ? root.dropFirst() : root[...])
    }

    private mutating func note(_ overload: Overload) {
        guard overload.style == .global, overload.name.utf8.contains(UInt8(ascii: ".")) else { return }
        dottedRoots.insert(overload.name.prefix { $0 != "." })
    }

    mutating func add(_ overload: Overload) {
        note(overload)
        switch overload.style {
        case .global: functions[overload.name, default: []].append(overload)
        case .receiver: methods[overload.name, default: []].append(overload)
        }
    }

    /// Adds an overload before the others of its name.
    mutating func prepend(_ overload: Overload) {
        note(overload)
        switch overload.style {
        case .global: functions[overload.name, default: []].insert(overload, at: 0)
        case .receiver: methods[overload.name, default: []].insert(overload, at: 0)
        }
    }

    /// Adds a function with all its signatures; they share the implementation, which tells them apart by the values.
    mutating func add(
        _ name: String, style: CallStyle = .global, _ signatures: [([CELType], CELType)], _ implementation: Implementation
    ) {
        for (parameters, result) in signatures {
            add(Overload(name: name, style: style, parameters: parameters, result: result, implementation: implementation))
        }
    }

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
                }, visitsElements: visitsElements, isStandard: true))
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
                }, visitsElements: visitsElements, isStandard: true))
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
                }, visitsElements: visitsElements, isStandard: true))
    }

    /// For functions that charge for what they make.
    mutating func metered(
        _ name: String, style: CallStyle = .global, _ signatures: [([CELType], CELType)], visitsElements: Bool = false,
        _ body: @escaping @Sendable ([Value], inout Frame) throws(EvaluationError) -> Value?
    ) {
        add(
            name, style: style, signatures,
            Implementation(
                .metered { (arguments: [Value], frame: inout Frame) throws(EvaluationError) -> Value in
                    guard let result = try body(arguments, &frame) else { throw .noOverload(name, arguments) }
                    return result
                }, visitsElements: visitsElements, isStandard: true))
    }
}
