import Diagnostics

/// A part of a variable, by its path: `cart.customer.tier`, `cart.lines[3].price`.
public struct Attribute: Sendable, Hashable, CustomStringConvertible {
    /// One step of a path.
    public enum Qualifier: Sendable, Hashable {
        /// A field, or a text key of a map.
        case field(String)
        /// A place in a list, or a whole number as a map's key.
        case index(Int64)
        /// Every field, place or key; in what was read, one that is not known itself.
        case any
    }

    public let variable: String
    public let qualifiers: [Qualifier]

    public init(variable: String, _ qualifiers: [Qualifier] = []) {
        self.variable = variable
        self.qualifiers = qualifiers
    }

    /// As expressions write it, with `[*]` for any.
    public var description: String {
        qualifiers.reduce(into: variable) { text, qualifier in
            switch qualifier {
            case .field(let name): text += name.utf8.allSatisfy { isLetter($0) || isDigit($0) } ? ".\(name)" : "[\(quoted(name))]"
            case .index(let index): text += "[\(index)]"
            case .any: text += "[*]"
            }
        }
    }

    func appending(_ qualifier: Qualifier) -> Attribute { Attribute(variable: variable, qualifiers + [qualifier]) }
}

/// What has no value yet: a variable (`customer`), or all that lies under a path (`cart.lines[*].price`).
public struct AttributePattern: Sendable, Hashable, CustomStringConvertible {
    public let attribute: Attribute

    public init(variable: String, _ qualifiers: [Attribute.Qualifier] = []) {
        attribute = Attribute(variable: variable, qualifiers)
    }

    /// Reads `cart.lines[*].price`, `rates["USD"]`, `tiers[0]`; nil when it is not a path. A variable whose own name has
    /// points in it is made with the other initialiser.
    public init?(_ text: String) {
        guard let (expression, _) = try? Parser.parse(.init(name: "<path>", text: text.replacingAnyIndex())),
            let attribute = Attribute(path: expression)
        else { return nil }
        self.attribute = attribute
    }

    public var description: String { attribute.description }

    /// How what is read stands to what is not known.
    enum Match {
        /// Nothing of it is unknown.
        case apart
        /// Something below it is unknown.
        case above
        /// All of it is unknown.
        case within
    }

    func match(_ read: Attribute) -> Match {
        guard read.variable == attribute.variable else { return .apart }
        for (pattern, qualifier) in zip(attribute.qualifiers, read.qualifiers)
        where pattern != .any && qualifier != .any && pattern != qualifier { return .apart }
        return read.qualifiers.count < attribute.qualifiers.count ? .above : .within
    }
}

extension Attribute {
    /// The path that an expression is, with the index `anyIndex` for any.
    fileprivate init?(path expression: Expression) {
        switch expression.kind {
        case .identifier(let name): self.init(variable: name)
        case .select(let operand, let field):
            guard let parent = Attribute(path: operand) else { return nil }
            self = parent.appending(.field(field))
        case .call(Operator.index, let arguments):
            guard let parent = Attribute(path: arguments[0]) else { return nil }
            switch arguments[1].kind {
            case .constant(.string(let key)): self = parent.appending(.field(key))
            case .constant(.int(anyIndex)): self = parent.appending(.any)
            case .constant(.int(let index)): self = parent.appending(.index(index))
            default: return nil
            }
        default: return nil
        }
    }
}

/// Stands for `*` while a path is parsed; no list has this place.
private let anyIndex = Int64.min

extension String {
    /// `[*]` with an index in place of the asterisk.
    fileprivate func replacingAnyIndex() -> String {
        var result = ""
        var rest = self[...]
        while let first = rest.first {
            if rest.hasPrefix("[*]") {
                result += "[\(anyIndex)]"
                rest = rest.dropFirst(3)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
