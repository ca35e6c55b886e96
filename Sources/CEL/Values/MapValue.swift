/// A map of the language: keys are `bool`, `int`, `uint` or `string`, entries keep the order they were given in.
///
/// The order makes evaluation deterministic: a comprehension over a map visits the same keys in the same order in
/// every process. Look-up costs O(1); a map of few entries is searched in line.
public struct MapValue: Sendable {
    private let storage: Storage

    /// Immutable after `init`, so that it can be shared.
    private final class Storage: Sendable {
        let keys: [Value]
        let values: [Value]
        let index: [MapKey: Int]?

        init(keys: [Value], values: [Value], index: [MapKey: Int]?) {
            self.keys = keys
            self.values = values
            self.index = index
        }
    }

    /// Below this a search over the keys is faster than hashing one.
    private static let searchedMax = 8

    /// The empty map.
    public init() { storage = Storage(keys: [], values: [], index: nil) }

    /// A map from entries in order; nil when a key is of another type or appears twice (`1` and `1u` are one key).
    public init?(_ entries: [(key: Value, value: Value)]) {
        var index: [MapKey: Int] = [:]
        index.reserveCapacity(entries.count)
        for (position, entry) in entries.enumerated() {
            guard let key = MapKey(entry.key), index.updateValue(position, forKey: key) == nil else { return nil }
        }
        storage = Storage(
            keys: entries.map(\.key), values: entries.map(\.value), index: entries.count > Self.searchedMax ? index : nil)
    }

    /// A map from text keys, in the order of their code points, because a Swift dictionary has none.
    public init(_ dictionary: [String: Value]) { self.init(texts: dictionary.map { ($0.key, $0.value) }) }

    /// As ``init(_:)``, without a dictionary in between.
    ///
    /// - Precondition: no key appears twice.
    public init(texts entries: [(key: String, value: Value)]) {
        let sorted = entries.sorted { compareCodePoints($0.key, $1.key) == .less }
        var (keys, values): ([Value], [Value]) = ([], [])
        keys.reserveCapacity(sorted.count)
        values.reserveCapacity(sorted.count)
        for entry in sorted {
            keys.append(.string(entry.key))
            values.append(entry.value)
        }
        var index: [MapKey: Int]?
        if sorted.count > Self.searchedMax {
            var built: [MapKey: Int] = [:]
            for (position, entry) in sorted.enumerated() { built[.string(entry.key)] = position }
            index = built
        }
        storage = Storage(keys: keys, values: values, index: index)
    }

    public var count: Int { storage.keys.count }
    public var keys: [Value] { storage.keys }
    public var values: [Value] { storage.values }

    /// The value of a key, or nil; a number finds its equal of another numeric type.
    public subscript(key: Value) -> Value? {
        position(of: key).map { storage.values[$0] }
    }

    /// The value of a key of the language's types, or nil; another type cannot be asked for.
    func find(_ key: Value) throws(EvaluationError) -> Value? {
        switch key {
        case .bool, .int, .uint, .double, .string: return self[key]
        default: throw EvaluationError(code: "cel.invalidKey", "a map has no keys of type \(key.typeName)")
        }
    }

    /// The value of a text key that many maps are asked for, or nil.
    subscript(key: ComparedText, text: String) -> Value? {
        if let index = storage.index { return index[.string(text)].map { storage.values[$0] } }
        for position in storage.keys.indices {
            if case .string(let candidate) = storage.keys[position], key.isSame(as: candidate) { return storage.values[position] }
        }
        return nil
    }

    /// The value of a text key, or nil.
    public subscript(key: String) -> Value? {
        if let index = storage.index { return index[.string(key)].map { storage.values[$0] } }
        for (position, candidate) in storage.keys.enumerated() {
            if case .string(let text) = candidate, sameCodePoints(text, key) { return storage.values[position] }
        }
        return nil
    }

    private func position(of key: Value) -> Int? {
        guard let index = storage.index else { return storage.keys.firstIndex { $0 == key } }
        return MapKey(key).flatMap { index[$0] }
    }
}

extension MapValue: Equatable {
    public static func == (left: MapValue, right: MapValue) -> Bool {
        guard left.count == right.count else { return false }
        for (key, value) in zip(left.storage.keys, left.storage.values) {
            guard let other = right[key], other == value else { return false }
        }
        return true
    }
}

/// A key in normal form: numbers that are equal in the language are equal here.
enum MapKey: Hashable, Sendable {
    case bool(Bool)
    case int(Int64)
    /// Only for what does not fit an `int`.
    case uint(UInt64)
    case string(String)

    /// Nil for a value that cannot be a key; a whole double stands for its integer, so that look-ups find it.
    init?(_ value: Value) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = Int64(exactly: value).map(MapKey.int) ?? .uint(value)
        case .double(let value):
            if let whole = Int64(exactly: value) {
                self = .int(whole)
            } else if let whole = UInt64(exactly: value) {
                self = .uint(whole)
            } else {
                return nil
            }
        case .string(let value): self = .string(value)
        default: return nil
        }
    }

    static func == (left: MapKey, right: MapKey) -> Bool {
        switch (left, right) {
        case (.bool(let a), .bool(let b)): a == b
        case (.int(let a), .int(let b)): a == b
        case (.uint(let a), .uint(let b)): a == b
        case (.string(let a), .string(let b)): sameCodePoints(a, b)
        default: false
        }
    }
}
