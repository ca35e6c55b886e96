/// What an evaluation can cost, in the unit of ``Limits/defaultCost``, whatever the values.
public struct CostEstimate: Sendable, Hashable {
    /// What every evaluation costs that ends with a value.
    public let minimum: UInt64
    /// What no evaluation exceeds; nil when a size that it depends on has no bound.
    public let maximum: UInt64?

    public init(minimum: UInt64, maximum: UInt64?) {
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// How large the facts may be: `["cart.lines": 0...500, "cart.lines[*].sku": 1...40]`.
///
/// A path is written as for ``AttributePattern``, `[*]` being each element of a list or each value of a map. The size is the
/// number of elements or entries, or of UTF-8 bytes of a text.
public struct SizeHints: Sendable, ExpressibleByDictionaryLiteral {
    private(set) var sizes: [(pattern: AttributePattern, size: ClosedRange<UInt64>)] = []

    public init() {}

    /// Paths that are no paths break the program: use ``set(_:_:)`` for those that come from outside.
    public init(dictionaryLiteral elements: (String, ClosedRange<UInt64>)...) {
        for (path, size) in elements {
            let isPath = set(path, size)
            precondition(isPath, "'\(path)' is not a path")
        }
    }

    /// Adds a hint, or says that the text is not a path.
    @discardableResult
    public mutating func set(_ path: String, _ size: ClosedRange<UInt64>) -> Bool {
        guard let pattern = AttributePattern(path) else { return false }
        sizes.append((pattern, size))
        return true
    }

    func size(of attribute: Attribute) -> ClosedRange<UInt64>? {
        sizes.last { hint in
            hint.pattern.attribute.variable == attribute.variable && hint.pattern.attribute.qualifiers.count == attribute.qualifiers.count
                && zip(hint.pattern.attribute.qualifiers, attribute.qualifiers).allSatisfy { $0 == .any || $0 == $1 }
        }?.size
    }
}

extension Program {
    /// The least and the most that an evaluation can cost, computed from the expression alone.
    ///
    /// Cost: about that of planning. Numbers too large are as good as none: the maximum is then nil.
    public func costEstimate(sizes: SizeHints = SizeHints()) -> CostEstimate {
        var estimator = CostEstimator(checked, sizes)
        let estimate = estimator.estimate(expression)
        let maximum = plus(cost, estimate.maximum)
        return CostEstimate(minimum: plus(cost, estimate.minimum), maximum: maximum == .max ? nil : maximum)
    }
}

/// The sum, or the largest number when it is larger than that.
func plus(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
}

/// The product, or the largest number when it is larger than that.
func times(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? .max : product
}

/// A sixteenth of a size, which is what looking at so many bytes costs; without bound when the size is.
func sixteenth(_ size: UInt64) -> UInt64 { size == .max ? .max : size / 16 }
