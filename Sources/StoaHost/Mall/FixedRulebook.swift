import StoaCommerce
import StoaMall
import StoaRules

/// The rulebook that was loaded from a folder, in force for every tenant of this host.
struct FixedRulebook: RulebookSource {
    let rulebook: Rulebook

    func current(for tenant: TenantID) -> Rulebook { rulebook }
}
