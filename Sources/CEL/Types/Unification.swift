/// Finds types for the type parameters of generic functions, as the specification's checker does: a parameter takes
/// the first type it meets and is widened when a later, more general one (with `dyn` in it) comes along.
struct Unification {
    private var bindings: [String: CELType] = [:]
    private var fresh = 0

    /// Whether there is no type parameter yet.
    var isEmpty: Bool { fresh == 0 }

    /// The type with its own names for the type parameters, so that two uses of a function do not share them.
    mutating func instantiate(_ types: [CELType]) -> [CELType] {
        guard types.contains(where: \.mentionsParameter) else { return types }
        fresh += 1
        let suffix = "%\(fresh)"
        return types.map { $0.renamingParameters { $0 + suffix } }
    }

    /// A parameter that nothing else mentions.
    mutating func freshParameter() -> CELType {
        fresh += 1
        return .parameter("%\(fresh)")
    }

    /// The type with all parameters that are known put in; the others stay, or become `dyn`.
    func resolved(_ type: CELType, unknownAsDyn: Bool = false) -> CELType {
        guard type.mentionsParameter else { return type }
        switch type {
        case .parameter(let name):
            if let bound = bindings[name] { return resolved(bound, unknownAsDyn: unknownAsDyn) }
            return unknownAsDyn ? .dyn : type
        default: return type.mapChildren { resolved($0, unknownAsDyn: unknownAsDyn) }
        }
    }

    /// All types with what is known put in, and `dyn` for the rest.
    func resolved(_ types: [CELType]) -> [CELType] {
        isEmpty ? types : types.map { resolved($0, unknownAsDyn: true) }
    }

    /// Whether values of type `from` may go where each of `to` is asked for; on failure nothing is learned.
    mutating func assign(_ from: [CELType], to: [CELType]) -> Bool {
        guard from.count == to.count else { return false }
        if zip(from, to).allSatisfy({ $0.isPlain($1) }) { return true }
        let saved = bindings
        for (value, wanted) in zip(from, to) where !isAssignable(value, to: wanted) {
            bindings = saved
            return false
        }
        return true
    }

    /// The type of a list element or branch when `left` and `right` both occur: the more general one, else `dyn`.
    mutating func join(_ left: CELType?, _ right: CELType) -> CELType {
        guard let left else { return right }
        if assign([right], to: [left]) { return mostGeneral(left, right) }
        if assign([left], to: [right]) { return mostGeneral(left, right) }
        return .dyn
    }

    private mutating func isAssignable(_ from: CELType, to: CELType) -> Bool {
        if case .parameter(let name) = to {
            let (valid, wasBound) = substitute(from, for: name)
            if valid { return true }
            if wasBound { return false }
        }
        if case .parameter(let name) = from { return substitute(to, for: name).valid }
        switch (from, to) {
        case (.dyn, _), (_, .dyn), (.error, _), (_, .error): return true
        case (.null, .wrapper), (.null, .host), (.null, .timestamp), (.null, .duration), (.null, .null): return true
        // Whichever comes first: `c ? null : t` is as good as `c ? t : null`.
        case (.wrapper, .null), (.host, .null), (.timestamp, .null), (.duration, .null): return true
        case (.wrapper(let a), .wrapper(let b)): return isAssignable(a, to: b)
        case (.wrapper(let a), _): return isAssignable(a, to: to)
        case (_, .wrapper(let b)): return isAssignable(from, to: b)
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): return isAssignable(a, to: b)
        case (.map(let aKey, let aValue), .map(let bKey, let bValue)):
            return isAssignable(aKey, to: bKey) && isAssignable(aValue, to: bValue)
        case (.type, .type): return true
        case (.host(let a, let aParameters), .host(let b, let bParameters)):
            guard a == b, aParameters.count == bParameters.count else { return false }
            for (value, wanted) in zip(aParameters, bParameters) where !isAssignable(value, to: wanted) { return false }
            return true
        default: return from == to
        }
    }

    /// Tries to let parameter `name` stand for `type`.
    private mutating func substitute(_ type: CELType, for name: String) -> (valid: Bool, wasBound: Bool) {
        if type == .parameter(name) { return (true, true) }
        if let bound = bindings[name] {
            guard isAssignable(type, to: bound) else { return (false, true) }
            let general = mostGeneral(type, bound)
            if !mentions(name, in: general) { bindings[name] = general }
            return (true, true)
        }
        guard !mentions(name, in: type) else { return (false, false) }
        bindings[name] = type
        return (true, false)
    }

    private func mentions(_ name: String, in type: CELType) -> Bool {
        switch type {
        case .parameter(let other):
            if other == name { return true }
            return bindings[other].map { mentions(name, in: $0) } ?? false
        default: return type.children.contains { mentions(name, in: $0) }
        }
    }

    private func mostGeneral(_ left: CELType, _ right: CELType) -> CELType {
        isAsGeneral(left, as: right) ? left : right
    }

    /// Whether `left` says at most as much as `right`.
    private func isAsGeneral(_ left: CELType, as right: CELType) -> Bool {
        switch (left, right) {
        case (.dyn, _), (.error, _), (.parameter, _): true
        case (_, .dyn), (_, .error), (_, .parameter): false
        case (.null, _): false
        case (.wrapper, _): true
        default:
            left.children.count == right.children.count
                && zip(left.children, right.children).allSatisfy { isAsGeneral($0, as: $1) }
        }
    }
}

extension CELType {
    /// The types this one is built from.
    var children: [CELType] {
        switch self {
        case .list(let element), .optional(let element), .wrapper(let element): [element]
        case .map(let key, let value): [key, value]
        case .type(let of): of.map { [$0] } ?? []
        case .host(_, let parameters): parameters
        default: []
        }
    }

    func mapChildren(_ transform: (CELType) -> CELType) -> CELType {
        switch self {
        case .list(let element): .list(transform(element))
        case .optional(let wrapped): .optional(transform(wrapped))
        case .wrapper(let wrapped): .wrapper(transform(wrapped))
        case .map(let key, let value): .map(key: transform(key), value: transform(value))
        case .type(let of): .type(of.map(transform))
        case .host(let name, let parameters): parameters.isEmpty ? self : .host(name, parameters.map(transform))
        default: self
        }
    }

    var mentionsParameter: Bool {
        mentions { if case .parameter = $0 { true } else { false } }
    }

    /// Whether this type, or one that it is built from, is such a one.
    func mentions(_ isWanted: (CELType) -> Bool) -> Bool {
        if isWanted(self) { return true }
        switch self {
        case .list(let type), .optional(let type), .wrapper(let type), .type(let type?): return type.mentions(isWanted)
        case .map(let key, let value): return key.mentions(isWanted) || value.mentions(isWanted)
        case .host(_, let parameters): return parameters.contains { $0.mentions(isWanted) }
        default: return false
        }
    }

    /// Whether these are two different plain types, which no binding of parameters can bring together.
    func isApart(from other: CELType) -> Bool {
        switch (plainKind, other.plainKind) {
        case (let left?, let right?): left != right
        default: false
        }
    }

    /// Whether these are the same plain type.
    func isPlain(_ other: CELType) -> Bool {
        guard let kind = plainKind else { return false }
        return kind == other.plainKind
    }

    private var plainKind: Int? {
        switch self {
        case .bool: 0
        case .int: 1
        case .uint: 2
        case .double: 3
        case .string: 4
        case .bytes: 5
        case .timestamp: 6
        case .duration: 7
        default: nil
        }
    }

    func renamingParameters(_ rename: (String) -> String) -> CELType {
        if case .parameter(let name) = self { return .parameter(rename(name)) }
        return mapChildren { $0.renamingParameters(rename) }
    }
}
