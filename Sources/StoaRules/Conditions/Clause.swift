import Diagnostics

/// Something that conditions ask about: a field of the cart and what comes with it, or of one of its lines.
struct Fact: Sendable, Hashable {
    enum Owner: Sendable, Hashable {
        /// The cart, the customer, the payment, the channel and the time.
        case cart
        /// The line that a rule acts on, or that fills the part of a set with this position.
        case line(Int)
        /// Another line that must be there.
        case other(Int)
    }

    let owner: Owner
    /// `cart.subtotal`, `customer.tier`, `now`; of a line `category`, `attributes.size`.
    let path: String

    static func cart(_ path: String) -> Fact { Fact(owner: .cart, path: path) }

    /// The fact as a condition writes it.
    var name: String { owner == .cart ? path : "line." + path }
}

/// One requirement of a rule, as far as the analysis understands it.
struct Clause: Sendable {
    enum Kind: Sendable {
        case comparison(Fact, Relation, [Constant])
        case segment(String, isMember: Bool)
        /// Anything else: it may hold or not.
        case unknown
    }

    let kind: Kind
    let origin: Origin
}

/// Where a requirement is written.
struct Origin: Sendable, Hashable {
    /// Keys from the file's root: `["spend", "atLeast"]`.
    let field: [String]
    /// Within the field's text, for a part of an expression.
    let span: SourceSpan?
    /// As it is written, for messages.
    let text: String
}
