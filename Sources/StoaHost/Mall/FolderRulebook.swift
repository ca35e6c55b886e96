import StoaCommerce
import StoaMall
import StoaRules

/// The rulebook that was loaded from a folder: in force for every tenant of this host that has put none of its own into force.
struct FolderRulebook: RulebookSource {
    let rulebook: Rulebook
    let files: [RuleFile]

    func current(for tenant: TenantID) -> Rulebook { rulebook }
    func files(for tenant: TenantID) -> [RuleFile] { files }
}
