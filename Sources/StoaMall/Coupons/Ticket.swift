import StoaCommerce
import StoaKernel
import StoaRules

/// A generated code that was given to somebody, or until some time. Who has a code of which there is no ticket has it
/// from an export, and may use it as long as its campaign is open.
///
/// Whether it is held or used says the ledger.
struct Ticket: Noun {
    static let kind = "ticket"
    static let idPrefix = "tic"

    let id: ID<Ticket>
    let campaign: String
    let serial: Int64
    /// Nil for a code that is its bearer's.
    let customer: ID<Customer>?
    let issuedAt: Instant
    let issuedBy: String
    let expiresAt: Instant?
    /// How often its campaign was revoked before it was issued; nil for never.
    var round: Int64?
    var revokedAt: Instant?
    /// Of a code that was exported, and not issued: made when such a one is revoked.
    var exported: Bool?

    var isOfExport: Bool { exported ?? false }

    var keys: [LookupKey] { customer.map { [LookupKey("customer", $0.text)] } ?? [] }

    /// A hash, because the name of a campaign may be as long as an id can be.
    static func id(of code: RecognizedCode) -> ID<Ticket> { ID(trusted: sha256Hex(code.counter.rule)) }

    func isUsable(by customer: String?, at instant: Instant) -> Bool {
        (self.customer == nil || self.customer?.text == customer) && (expiresAt.map { instant < $0 } ?? true)
    }
}

extension Ticket {
    init(revoking code: RecognizedCode, at instant: Instant, by actor: String) {
        self.init(
            id: Ticket.id(of: code), campaign: code.campaign, serial: code.serial, customer: nil, issuedAt: instant, issuedBy: actor,
            expiresAt: nil, revokedAt: instant, exported: true)
    }
}
