import StoaCommerce
import StoaKernel
import StoaRules

/// Derives what the codes of campaigns are made with from the host's master key. A copy of the database makes no code.
public struct CouponKeys: Sendable {
    private let master: [UInt8]

    /// - Precondition: `master` has at least 32 bytes.
    public init(master: [UInt8]) {
        precondition(master.count >= 32, "a master key has at least 32 bytes")
        self.master = master
    }

    func secret(of campaign: String, in tenant: TenantID) -> PoolSecret {
        PoolSecret(master: master, tenant: tenant.text, campaign: campaign)
    }

    func text(of campaign: String, _ serial: Int64, in tenant: TenantID) -> String {
        PoolCode.text(of: campaign, serial: serial, secret: secret(of: campaign, in: tenant))
    }

    /// A name for a text that says nothing of it to whoever has a copy of the database only.
    func pseudonym(of text: String, in tenant: TenantID) -> String { secret(of: "", in: tenant).pseudonym(of: text) }

    /// Which generated code a text is: one look at what it begins with and two HMACs, however many codes there are.
    func recognize(_ code: String, by book: Rulebook, in tenant: TenantID) -> RecognizedCode? {
        guard let code = PoolCode(code) else { return nil }
        for pool in book.pools(for: code) {
            if let serial = code.serial(secret(of: pool.id, in: tenant)), serial < pool.count {
                return RecognizedCode(campaign: pool.id, serial: serial)
            }
        }
        return nil
    }
}
