/// The way from the outermost value to the one being coded, as a list that shares its beginning: a coder extends it for
/// every value, and almost never has to show it.
indirect enum CodingPath: Sendable {
    case root
    case member(any CodingKey, of: CodingPath)
    case element(Int, of: CodingPath)

    var keys: [any CodingKey] {
        switch self {
        case .root: []
        case .member(let key, let path): path.keys + [key]
        case .element(let index, let path): path.keys + [AnyCodingKey(intValue: index)]
        }
    }
}

/// A name or index that no type declares.
struct AnyCodingKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }

    static let superclass = AnyCodingKey(stringValue: "super")
}

extension JSONPointer {
    /// The place that a coder's path names.
    init(_ path: [any CodingKey]) {
        self.init(tokens: path.map { $0.intValue.map(String.init) ?? $0.stringValue })
    }
}
