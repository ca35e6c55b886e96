import JSONDocument
import StoaCommerce
import StoaKernel
import StoaRules

extension RecordClass {
    /// The kind of document that holds such a record; nil for the journal, which holds no documents.
    var kind: String? {
        switch self {
        case .order: Order.kind
        case .receipt: OrderInput.kind
        case .customer: Customer.kind
        case .payment: Payment.kind
        case .refund: Refund.kind
        case .ticket: Ticket.kind
        case .couponAttempts: CodeAttempts.kind
        case .workflow: "workflowInstance"
        case .approval: "approvalTask"
        case .webhookDelivery: "webhookDelivery"
        case .hookMessage: "hookMessage"
        case .journal: nil
        }
    }
}

extension DecisionContext {
    /// The region whose law holds for each of some records, as far as it is known: the region of the channel that the
    /// order was placed in which they belong to. Of a record without an order, and in a channel without a region, nobody
    /// knows.
    mutating func regions(of records: [Document], _ recordClass: RecordClass) throws(Interruption) -> [String?] {
        let channels: [String?]
        switch recordClass {
        case .order: channels = records.map { $0.body?["channel"]?.string }
        case .receipt: channels = records.map { $0.body?[pointer: "/input/cart/channel"]?.string }
        case .payment, .refund:
            let orders = records.map { $0.body?["order"]?.string ?? "" }
            let known = Set(orders).sorted()
            let found = try find(known.map { ID<Order>(trusted: $0) }, .pinned)
            let channelOf = Dictionary(zip(known, found.map { $0?.value.channel.text }), uniquingKeysWith: { first, _ in first })
            channels = orders.map { channelOf[$0] ?? nil }
        default: return records.map { _ in nil }
        }
        let ids = Set(channels.compactMap(\.self)).sorted()
        let found = try find(ids.map { ID<Channel>(trusted: $0) }, .pinned)
        let regionOf = Dictionary(zip(ids, found.map { $0?.value.region }), uniquingKeysWith: { first, _ in first })
        return channels.map { channel in channel.flatMap { regionOf[$0] ?? nil } }
    }
}
