extension FunctionTable {
    /// The `math` extension.
    mutating func addMath() {
        addExtremes("math.greatest") { $0 == .greater }
        addExtremes("math.least") { $0 == .less }
        rounding("math.ceil") { $0.rounded(.up) }
        rounding("math.floor") { $0.rounded(.down) }
        rounding("math.round") { $0.rounded(.toNearestOrAwayFromZero) }
        rounding("math.trunc") { $0.rounded(.towardZero) }
        unary("math.abs", [(.int, .int), (.uint, .uint), (.double, .double)]) { (x) throws(EvaluationError) in
            switch x {
            case .int(let number):
                guard number != .min else { throw .overflow("math.abs") }
                return .int(abs(number))
            case .uint: return x
            case .double(let number): return .double(number.magnitude)
            default: return nil
            }
        }
        unary("math.sign", [(.int, .int), (.uint, .uint), (.double, .double)]) { x in
            switch x {
            case .int(let number): .int(number.signum())
            case .uint(let number): .uint(number == 0 ? 0 : 1)
            case .double(let number): .double(number.isNaN ? number : number > 0 ? 1 : number < 0 ? -1 : 0)
            default: nil
            }
        }
        unary("math.sqrt", [(.int, .double), (.uint, .double), (.double, .double)]) { x in
            switch x {
            case .int(let number): .double(Double(number).squareRoot())
            case .uint(let number): .double(Double(number).squareRoot())
            case .double(let number): .double(number.squareRoot())
            default: nil
            }
        }
        test("math.isNaN") { $0.isNaN }
        test("math.isInf") { $0.isInfinite }
        test("math.isFinite") { $0.isFinite }
        addBits()
    }

    private mutating func rounding(_ name: String, _ round: @escaping @Sendable (Double) -> Double) {
        unary(name, [(.double, .double)]) { x in
            if case .double(let number) = x { .double(round(number)) } else { nil }
        }
    }

    private mutating func test(_ name: String, _ holds: @escaping @Sendable (Double) -> Bool) {
        unary(name, [(.double, .bool)]) { x in
            if case .double(let number) = x { .bool(holds(number)) } else { nil }
        }
    }

    private mutating func addBits() {
        bits("math.bitAnd", { $0 & $1 }, { $0 & $1 })
        bits("math.bitOr", { $0 | $1 }, { $0 | $1 })
        bits("math.bitXor", { $0 ^ $1 }, { $0 ^ $1 })
        unary("math.bitNot", [(.int, .int), (.uint, .uint)]) { x in
            switch x {
            case .int(let number): .int(~number)
            case .uint(let number): .uint(~number)
            default: nil
            }
        }
        shift("math.bitShiftLeft") { $0 << $1 }
        shift("math.bitShiftRight") { $0 >> $1 }
    }

    private mutating func bits(
        _ name: String, _ signed: @escaping @Sendable (Int64, Int64) -> Int64, _ unsigned: @escaping @Sendable (UInt64, UInt64) -> UInt64
    ) {
        binary(name, [(.int, .int, .int), (.uint, .uint, .uint)]) { x, y in
            switch (x, y) {
            case (.int(let a), .int(let b)): .int(signed(a, b))
            case (.uint(let a), .uint(let b)): .uint(unsigned(a, b))
            default: nil
            }
        }
    }

    /// Shifts move bits of the 64-bit pattern: to the right, zeros come in for ints too.
    private mutating func shift(_ name: String, _ shift: @escaping @Sendable (UInt64, UInt64) -> UInt64) {
        binary(name, [(.int, .int, .int), (.uint, .int, .uint)]) { (x, y) throws(EvaluationError) in
            guard case .int(let places) = y else { return nil }
            guard places >= 0 else { throw .invalid("\(name) cannot shift by \(places) places") }
            switch x {
            case .int(let number): return .int(Int64(bitPattern: shift(UInt64(bitPattern: number), UInt64(places))))
            case .uint(let number): return .uint(shift(number, UInt64(places)))
            default: return nil
            }
        }
    }

    /// `math.greatest` and `math.least` take numbers of any types, or one list of them.
    private mutating func addExtremes(_ name: String, _ replaces: @escaping @Sendable (Order) -> Bool) {
        let numbers: [CELType] = [.int, .uint, .double]
        var signatures: [([CELType], CELType)] = numbers.map { ([$0], $0) } + numbers.map { ([.list($0)], $0) }
        signatures.append(([.list(.dyn)], .dyn))
        for first in numbers {
            for second in numbers { signatures.append(([first, second], first == second ? first : .dyn)) }
        }
        for count in 3...16 { signatures.append((Array(repeating: .dyn, count: count), .dyn)) }
        variadic(name, signatures, visitsElements: true) { (arguments: [Value]) throws(EvaluationError) in
            var candidates = arguments
            if arguments.count == 1, case .list(let values) = arguments[0] { candidates = values }
            guard var best = candidates.first else { throw .invalid("\(name) needs a number") }
            guard compareNumbers(best, best) != nil else { return nil }
            for candidate in candidates.dropFirst() {
                guard let order = compareNumbers(candidate, best) else { return nil }
                if replaces(order) { best = candidate }
            }
            return best
        }
    }
}
