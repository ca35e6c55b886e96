extension Environment {
    /// Declares a function or operator (``Operator``) of one argument; types come from the Swift closure.
    ///
    /// A function must give the same result for the same arguments: calls with constants are computed once.
    public mutating func declare<A: ValueConvertible, Result: ValueConvertible>(
        function name: String, _ style: CallStyle = .global, check: ConstantCheck = .none,
        _ body: @escaping @Sendable (A) throws(EvaluationError) -> Result
    ) {
        let implementation = Implementation(
            .unary { (a: Value) throws(EvaluationError) -> Value in
                guard let a = A(celValue: a) else { throw .noOverload(name, [a]) }
                return try body(a).celValue
            })
        add(
            Overload(
                name: name, style: style, parameters: [A.celType], result: Result.celType, implementation: implementation, check: check))
    }

    /// Declares a function or operator of two arguments.
    public mutating func declare<A: ValueConvertible, B: ValueConvertible, Result: ValueConvertible>(
        function name: String, _ style: CallStyle = .global, check: ConstantCheck = .none,
        _ body: @escaping @Sendable (A, B) throws(EvaluationError) -> Result
    ) {
        let implementation = Implementation(
            .binary { (a: Value, b: Value) throws(EvaluationError) -> Value in
                guard let first = A(celValue: a), let second = B(celValue: b) else { throw .noOverload(name, [a, b]) }
                return try body(first, second).celValue
            })
        add(
            Overload(
                name: name, style: style, parameters: [A.celType, B.celType], result: Result.celType, implementation: implementation,
                check: check))
    }

    /// Declares a function of three arguments.
    public mutating func declare<A: ValueConvertible, B: ValueConvertible, C: ValueConvertible, Result: ValueConvertible>(
        function name: String, _ style: CallStyle = .global, check: ConstantCheck = .none,
        _ body: @escaping @Sendable (A, B, C) throws(EvaluationError) -> Result
    ) {
        declare(
            function: name, style, parameters: [A.celType, B.celType, C.celType], result: Result.celType, check: check
        ) { (arguments: [Value]) throws(EvaluationError) -> Value in
            guard let a = A(celValue: arguments[0]), let b = B(celValue: arguments[1]), let c = C(celValue: arguments[2]) else {
                throw .noOverload(name, arguments)
            }
            return try body(a, b, c).celValue
        }
    }

    /// Declares a function by its types in the language: for generic functions (`.parameter("A")`) and any number of
    /// arguments. The receiver, if any, is the first parameter. `body` gets as many arguments as there are parameters,
    /// each of the parameter's type as far as lists and maps are not looked into.
    public mutating func declare(
        function name: String, _ style: CallStyle = .global, parameters: [CELType], result: CELType, check: ConstantCheck = .none,
        _ body: @escaping @Sendable ([Value]) throws(EvaluationError) -> Value
    ) {
        precondition(style == .global || !parameters.isEmpty, "a receiver is a parameter")
        add(
            Overload(
                name: name, style: style, parameters: parameters, result: result, implementation: Implementation(.variadic(body)),
                check: check))
    }
}
