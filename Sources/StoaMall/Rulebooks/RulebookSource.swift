import StoaCommerce
import StoaRules

/// The rules of tenants that have put no version of their own into force: a host's folder.
public protocol RulebookSource: Sendable {
    func current(for tenant: TenantID) -> Rulebook
    /// What it was compiled from; empty where that is not known, and then orders cannot keep it.
    func files(for tenant: TenantID) -> [RuleFile]
}

extension RulebookSource {
    public func files(for tenant: TenantID) -> [RuleFile] { [] }
}
