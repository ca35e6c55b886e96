/// A noun with identity: its ids carry a prefix that a person can recognise in a log.
public protocol Identified {
    /// The lower-case prefix of ids, without the underscore: `ord` in `ord_01J…`.
    static var idPrefix: String { get }
}

/// The identity of one `Noun`, so that an order's id can never be passed where a refund's is wanted.
///
/// Text of 1 to 100 characters out of `A–Z a–z 0–9 _ - . / @ #`. Ids made by the platform are `<prefix>_` and 26
/// characters that sort by time of creation; ids given by people (a SKU, a channel) keep their own form.
public struct ID<Noun>: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    /// - Throws: `id.malformed` when the text is empty, too long or holds another character.
    public init(_ text: String) throws(CommerceError) {
        guard (1...100).contains(text.utf8.count), text.utf8.allSatisfy(isIdentifierByte) else {
            throw CommerceError(
                code: "id.malformed", "'\(text.prefix(100))' is not an id",
                hint: "use 1 to 100 characters out of letters, digits and _ - . / @ #")
        }
        self.text = text
    }

    /// For ids the platform made itself and for constants: the text is known to be well formed.
    public init(trusted text: String) { self.text = text }

    public var description: String { text }
    public static func < (left: ID, right: ID) -> Bool { left.text < right.text }
}

extension ID: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

private func isIdentifierByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "#"):
        true
    default: false
    }
}

/// One customer of the platform: a mall with its own data, keys and rules. Leads every storage key.
public enum Tenant: Identified { public static let idPrefix = "ten" }

public typealias TenantID = ID<Tenant>
