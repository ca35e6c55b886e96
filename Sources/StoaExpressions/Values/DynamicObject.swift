import CEL
import StoaCommerce

/// An object of a document or a command's input as a value. `{amount: 1999, currency: "USD"}` is money, so that
/// conditions compare it with `money("…")`; every other object is a map.
public func dynamicObject(_ fields: [String: Value]) -> Value {
    if fields.count == 2, case .int(let amount)? = fields["amount"], case .string(let code)? = fields["currency"],
        let currency = try? Currency(code), let money = try? Money(amount, currency)
    {
        return MoneyValue.exact(money).celValue
    }
    return .map(MapValue(fields))
}
