import CEL
import StoaCommerce

/// `customer` in expressions; of a guest nothing but an empty list of segments is known.
public struct CustomerFacts: HostValue {
    public static let celTypeName = "customer"

    let buyer: Cart.Buyer?

    public init(_ buyer: Cart.Buyer?) { self.buyer = buyer }

    /// What `catalog` rules may know of a person.
    static var segmentType: HostType<CustomerFacts> {
        var type = HostType(CustomerFacts.self)
        type.field("segments") { $0.buyer?.segments ?? [] }
        return type
    }

    static var type: HostType<CustomerFacts> {
        var type = segmentType
        type.optionalField("id") { $0.buyer?.id }
        type.optionalField("tier") { $0.buyer?.tier }
        type.optionalField("orders") { $0.buyer?.orders }
        return type
    }
}

/// `payment` in expressions.
public struct PaymentFacts: HostValue {
    public static let celTypeName = "payment"

    let method: String?

    public init(_ payment: Cart.Payment?) { method = payment?.method }

    static var type: HostType<PaymentFacts> {
        var type = HostType(PaymentFacts.self)
        type.optionalField("method", \.method)
        return type
    }
}

extension Timestamp {
    /// An instant of the mall; its range lies within the language's.
    public init(_ instant: Instant) {
        let milliseconds = instant.millisecondsSince1970
        let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
        self = Timestamp(seconds: seconds, nanoseconds: Int32(milliseconds - seconds * 1000) * 1_000_000) ?? .minimum
    }
}
