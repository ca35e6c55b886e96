import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

extension CouponKeys {
    /// Which of the codes given are generated ones that this buyer may use now, by ``Rulebook/key(ofCode:)``. Codes that
    /// are not are refused like any unknown code.
    func recognized(
        _ codes: [String], by book: Rulebook, buyer: String?, at instant: Instant, _ context: inout DecisionContext
    ) throws(Interruption) -> [String: RecognizedCode] {
        // More codes than that are refused as a whole.
        guard codes.count <= RuleLimits.codesMax else { return [:] }
        let tenant = context.tenant
        var found: [(key: String, code: RecognizedCode)] = []
        for text in codes {
            if let code = recognize(text, by: book, in: tenant) { found.append((Rulebook.key(ofCode: text), code)) }
        }
        guard !found.isEmpty else { return [:] }
        let tickets = try context.tickets(of: found.map(\.code))
        var usable: [String: RecognizedCode] = [:]
        for (entry, known) in zip(found, tickets) where !known.isRevoked && known.ticket?.value.isUsable(by: buyer, at: instant) ?? true {
            usable[entry.key] = entry.code
        }
        return usable
    }
}

extension Rulebooks {
    /// A campaign of generated codes of the book in force.
    ///
    /// - Throws: `coupon.notFound`.
    func codePool(_ id: String, _ context: inout DecisionContext) throws(Interruption) -> CodePool {
        guard let pool = try inForce(&context).active.whole.pool(id) else {
            throw .refused(
                Refusal(
                    .notFound, code: "coupon.notFound", "the rulebook in force has no campaign of generated codes '\(id)'",
                    hint: "write a rule of kind Coupon with 'type: pool'"))
        }
        return pool
    }
}

/// The one answer to a code that cannot be used, or is not the asker's business, whatever the reason.
let couponUnusable = Interruption.refused(Refusal(.notFound, code: "coupon.unusable", Rulebook.codeRefusal))
