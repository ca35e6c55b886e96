/// How large the values of an expression can be.
indirect enum Extent: Sendable {
    /// A number, truth value, time, object: what is visited at once.
    case single
    /// A text or bytes, by its bytes.
    case text(ClosedRange<UInt64>)
    /// A list by its elements, or a map by its entries.
    case collection(ClosedRange<UInt64>, element: Extent, key: Extent?)
    case optional(Extent)
    /// A fact; its size is looked up when it is needed, because types may be nested without end.
    case fact(Attribute, CELType)
    /// Anything at all.
    case any

    static let anySize: ClosedRange<UInt64> = 0...UInt64.max
    /// What an operation may make at most, in bytes of text.
    static let madeText = Extent.text(0...UInt64(Limits.elementsMax) * 4)

    /// All that is known of a value by its type.
    init(_ type: CELType) {
        switch type {
        case .bool, .int, .uint, .double, .null, .timestamp, .duration, .type, .host: self = .single
        case .wrapper(let wrapped): self = Extent(wrapped)
        case .string, .bytes: self = .text(Self.anySize)
        case .list(let element): self = .collection(Self.anySize, element: Extent(element), key: nil)
        case .map(let key, let value): self = .collection(Self.anySize, element: Extent(value), key: Extent(key))
        case .optional(let wrapped): self = .optional(Extent(wrapped))
        case .dyn, .parameter, .error: self = .any
        }
    }

    /// Exactly as large as a value.
    init(_ value: Value) {
        switch value {
        case .string(let text): self = .text(UInt64(text.utf8.count)...UInt64(text.utf8.count))
        case .bytes(let bytes): self = .text(UInt64(bytes.count)...UInt64(bytes.count))
        case .list(let values):
            self = .collection(
                UInt64(values.count)...UInt64(values.count), element: Extent.joined(values.map { Extent($0) }), key: nil)
        case .map(let map):
            self = .collection(
                UInt64(map.count)...UInt64(map.count), element: Extent.joined(map.values.map { Extent($0) }),
                key: Extent.joined(map.keys.map { Extent($0) }))
        case .optional(let wrapped): self = .optional(wrapped.map { Extent($0) } ?? .single)
        default: self = .single
        }
    }

    /// As large as one of these; of none, as small as can be.
    static func joined(_ extents: [Extent]) -> Extent {
        guard let first = extents.first else { return .single }
        return extents.dropFirst().reduce(first) { $0.joined($1) }
    }

    private func joined(_ other: Extent) -> Extent {
        switch (self, other) {
        case (.single, .single): .single
        case (.text(let a), .text(let b)): .text(min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound))
        case (.collection(let a, let element, let key), .collection(let b, let otherElement, let otherKey)):
            .collection(
                min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound), element: Extent.joinedParts(a, element, b, otherElement),
                key: key == nil && otherKey == nil ? nil : Extent.joinedParts(a, key ?? .single, b, otherKey ?? .single))
        case (.optional(let a), .optional(let b)): .optional(a.joined(b))
        default: .any
        }
    }

    /// The elements of an empty collection say nothing.
    private static func joinedParts(_ a: ClosedRange<UInt64>, _ left: Extent, _ b: ClosedRange<UInt64>, _ right: Extent) -> Extent {
        if a.upperBound == 0 { return right }
        return b.upperBound == 0 ? left : left.joined(right)
    }
}
