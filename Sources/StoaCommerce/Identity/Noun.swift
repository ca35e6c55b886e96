/// A thing the mall describes and stores as a document: one current version, a snapshot of every version before it.
///
/// Reading is by id, by declared key, by instant and by history only, so the store needs to know no noun.
public protocol Noun: Identified, Codable, Sendable {
    /// The document kind in the store and in journals: `order`. Never changes once data exists.
    static var kind: String { get }
    var id: ID<Self> { get }
    /// The keys this document is found by besides its id. A change of the document changes them in the same commit.
    var keys: [LookupKey] { get }
}

extension Noun {
    public var keys: [LookupKey] { [] }
}

/// One way to find a document: `customer = cus_…`. Values compare as bytes, so instants and padded numbers sort.
public struct LookupKey: Sendable, Hashable, Codable {
    public let name: String
    public let value: String
    /// At most one live document of a kind in a tenant may hold a unique value.
    public let isUnique: Bool

    public init(_ name: String, _ value: String, unique: Bool = false) {
        self.name = name
        self.value = value
        isUnique = unique
    }
}
