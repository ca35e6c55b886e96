import CEL
import JSONDocument
import StoaCommerce
import StoaExpressions

extension JSON {
    /// The value as expressions see it; `{amount, currency}` is money.
    public var celValue: CEL.Value {
        switch self {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .int(number)
        case .number(let number): .double(number)
        case .string(let text): .string(text)
        case .array(let items): .list(items.map(\.celValue))
        case .object(let fields): dynamicObject(fields.mapValues(\.celValue))
        }
    }

    /// What an expression came to as a document's value; nil for types, bytes, NaN and maps with other keys than texts.
    public init?(celValue value: CEL.Value) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .integer(number)
        case .uint(let number):
            guard let whole = Int64(exactly: number) else { return nil }
            self = .integer(whole)
        case .double(let number):
            guard let json = JSON(number) else { return nil }
            self = json
        case .string(let text): self = .string(text)
        case .timestamp(let time): self = .string(time.text)
        case .optional(let wrapped):
            guard let json = wrapped.map({ JSON(celValue: $0) }) ?? .null else { return nil }
            self = json
        case .list(let items):
            let converted = items.compactMap { JSON(celValue: $0) }
            guard converted.count == items.count else { return nil }
            self = .array(converted)
        case .map(let map):
            var fields: [String: JSON] = [:]
            for (key, value) in zip(map.keys, map.values) {
                guard case .string(let name) = key, let json = JSON(celValue: value) else { return nil }
                fields[name] = json
            }
            self = .object(fields)
        case .host:
            guard case .exact(let money)? = value.object(as: MoneyValue.self) else { return nil }
            self = .object(["amount": .integer(money.amount), "currency": .string(money.currency.code)])
        case .bytes, .duration, .type: return nil
        }
    }
}

extension Actor {
    /// `{kind, id, roles, seller?}` as expressions see it.
    public var celValue: CEL.Value {
        var fields: [String: CEL.Value] = [
            "kind": .string(kind.rawValue), "id": .string(id), "roles": .list(roles.sorted().map(CEL.Value.string)),
        ]
        if let seller { fields["seller"] = .string(seller) }
        return .map(MapValue(fields))
    }
}

extension GateFacts {
    /// The facts as names of expressions: `command`, `actor`, `decided`, `now`.
    public func scope(in environment: CommandEnvironment) -> CommandScope {
        var scope = CommandScope(environment)
        scope["command"] = command.celValue
        scope["actor"] = actor.celValue
        scope["decided"] = decided.celValue
        scope["now"] = .timestamp(Timestamp(now))
        return scope
    }
}
