/// A place inside a JSON value (RFC 6901): `/lines/0/sku`, or the empty text for the whole value.
public struct JSONPointer: Sendable, Hashable {
    /// The member names and array indices on the way, unescaped.
    public private(set) var tokens: [String]

    /// The whole value.
    public static let root = JSONPointer(tokens: [])

    /// A place by its unescaped tokens.
    public init(tokens: [String]) { self.tokens = tokens }

    /// Reads the text form; nil when it neither is empty nor starts with `/`, or holds `~` without `0` or `1` after it.
    public init?(_ text: String) {
        tokens = []
        guard !text.isEmpty else { return }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        for part in text.unicodeScalars.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let token = JSONPointer.unescaped(part) else { return nil }
            tokens.append(token)
        }
    }

    /// The place of a member or, for a number's text, of an element below this one.
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }

    /// The place of an element below this one.
    public func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

    private static func unescaped(_ part: Substring.UnicodeScalarView) -> String? {
        var token = String.UnicodeScalarView()
        var scalars = part.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "~" else {
                token.append(scalar)
                continue
            }
            switch scalars.next() {
            case "0": token.append("~")
            case "1": token.append("/")
            default: return nil
            }
        }
        return String(token)
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The text form, as RFC 6901 writes it.
    public var description: String {
        var text = String.UnicodeScalarView()
        for token in tokens {
            text.append("/")
            for scalar in token.unicodeScalars {
                switch scalar {
                case "~": text.append(contentsOf: "~0".unicodeScalars)
                case "/": text.append(contentsOf: "~1".unicodeScalars)
                default: text.append(scalar)
                }
            }
        }
        return String(text)
    }
}

extension JSON {
    /// The value at a place, or nil when there is none.
    public subscript(pointer: JSONPointer) -> JSON? {
        var value = self
        for token in pointer.tokens {
            guard let next = value.child(token) else { return nil }
            value = next
        }
        return value
    }

    /// The value at a place in RFC 6901 text, e.g. `json[pointer: "/lines/0/sku"]`; nil also when the text is no pointer.
    public subscript(pointer text: String) -> JSON? {
        JSONPointer(text).flatMap { self[$0] }
    }

    private func child(_ token: String) -> JSON? {
        switch self {
        case .object(let members):
            return members[token]
        case .array(let elements):
            // RFC 6901 allows no sign and no leading zero in an index.
            guard let index = Int(token), String(index) == token, elements.indices.contains(index) else { return nil }
            return elements[index]
        default:
            return nil
        }
    }
}
