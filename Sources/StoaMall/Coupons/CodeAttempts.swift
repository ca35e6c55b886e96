import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// How many refused codes are borne before codes are not looked at any more. Who guesses at 70 bits gets nowhere anyway;
/// this is for stated codes such as SUMMER10, and keeps a campaign's words from being read out of a dictionary.
enum AttemptBudget {
    /// Different codes of one customer.
    static let customerMax = 10
    /// Different codes from one address, behind which a whole office may shop.
    static let addressMax = 50
    /// Counted from the first of them; afterwards everything starts anew.
    static let windowSeconds: Int64 = 600
    /// Good codes of one giver that are remembered; of more, the ones noted first are noted again when they come again.
    static let acceptedMax = 200
}

/// Who gave codes, as far as attempts are counted by it.
enum CodeGiver: Hashable {
    /// Or another actor, by its id.
    case customer(String)
    case address(String)

    /// A key of the staff, or of a shop's own server, speaks for many people: only whom it names counts. Others, sellers
    /// among them, count as who they are as well, and so does their address.
    static func all(of cart: Cart, _ context: DecisionContext) -> [CodeGiver] {
        let named = cart.customer?.id.map { CodeGiver.customer($0) }
        guard context.actor.roles.isDisjoint(with: ["admin", "support", "system"]) else { return named.map { [$0] } ?? [] }
        let own = CodeGiver.customer(context.actor.id)
        let people = named.map { $0 == own ? [own] : [$0, own] } ?? [own]
        return people + (context.client.map { [.address($0)] } ?? [])
    }

    var refusedMax: Int {
        switch self {
        case .customer: AttemptBudget.customerMax
        case .address: AttemptBudget.addressMax
        }
    }

    fileprivate var label: String {
        switch self {
        case .customer(let id): "customer:" + id
        case .address(let address): "address:" + address
        }
    }
}

/// What one giver was told of codes within one window. Neither the giver nor the codes can be read from it.
///
/// Every answer that tells something new of a code, good or bad, is a version of this document that was committed before
/// the answer went out. So whoever asks many times at once is told no more than whoever asks once at a time.
struct CodeAttempts: Noun, Equatable {
    static let kind = "codeAttempts"
    static let idPrefix = "cat"
    /// What the journal and the staff call it. Buyers hear the words for every refused code.
    static let usedUp = "coupon.attemptsUsedUp"

    let id: ID<CodeAttempts>
    /// When the first of them was given.
    var since: Instant
    /// Pseudonyms. A code that stays in a cart and is refused with every quote is one attempt.
    var refused: [String] = []
    /// Pseudonyms of codes that opened something; absent where none did. They are not counted, and told of again for nothing.
    var accepted: [String]?

    var until: Instant { since.advanced(bySeconds: AttemptBudget.windowSeconds) }

    /// As the decision found them, with what is needed to go on counting.
    struct Counted {
        var found: Versioned<CodeAttempts>
        let refusedMax: Int
        let pseudonym: @Sendable (_ code: String) -> String

        var isUsedUp: Bool { found.value.refused.count >= refusedMax }
    }
}

extension CouponKeys {
    /// What was tried in the current window; of each giver one document.
    func attempts(of givers: [CodeGiver], _ context: inout DecisionContext) throws(Interruption) -> [CodeAttempts.Counted] {
        guard !givers.isEmpty else { return [] }
        let (tenant, now) = (context.tenant, context.now)
        let ids = givers.map { ID<CodeAttempts>(trusted: pseudonym(of: $0.label, in: tenant)) }
        let found = try context.find(ids, .pinned)
        return zip(givers, zip(ids, found)).map { giver, known in
            var attempts = known.1 ?? Versioned(CodeAttempts(id: known.0, since: now), version: 0)
            if now >= attempts.value.until { attempts.value = CodeAttempts(id: known.0, since: now) }
            return CodeAttempts.Counted(found: attempts, refusedMax: giver.refusedMax) { code in
                pseudonym(of: "code:" + Rulebook.key(ofCode: code), in: tenant)
            }
        }
    }
}

extension DecisionContext {
    /// Counts refused codes, and notes good ones, for everybody who gave them. Writes nothing where all are known.
    ///
    /// - Returns: false when the refused ones are more than somebody had left: then nothing may be told of any of them.
    mutating func note(
        refused: [String], accepted: [String], for givers: [CodeAttempts.Counted]
    ) throws(Interruption) -> Bool {
        let isWithinBudget = givers.allSatisfy { $0.counting(refused).count <= $0.refusedMax }
        for var giver in givers {
            let before = giver.found.value
            giver.found.value.refused = Array(giver.counting(refused).prefix(giver.refusedMax))
            // Of what is not told, nothing is noted.
            if isWithinBudget { giver.found.value.accept(accepted.map(giver.pseudonym)) }
            if giver.found.value != before { try tally(giver.found) }
        }
        return isWithinBudget
    }
}

extension CodeAttempts.Counted {
    /// The refused codes with those that come to them.
    fileprivate func counting(_ codes: [String]) -> [String] { found.value.refused.appending(codes.map(pseudonym)) }
}

extension CodeAttempts {
    fileprivate mutating func accept(_ codes: [String]) {
        let known = accepted ?? []
        let all = known.appending(codes)
        if all.count > known.count { accepted = Array(all.suffix(AttemptBudget.acceptedMax)) }
    }
}

extension [String] {
    /// With those of others that are not there yet.
    fileprivate func appending(_ others: [String]) -> [String] {
        var all = self
        for other in others where !all.contains(other) { all.append(other) }
        return all
    }
}
