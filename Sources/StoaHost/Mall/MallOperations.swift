import StoaDelivery
import StoaExtension
import StoaKernel
import StoaMall
import StoaRules
import StoaWorkflows

/// Every operation that a mall has, from all the places that define some.
public enum MallOperations {
    static func all(
        rulebooks: Rulebooks, workflows: WorkflowCatalog, webhooks: WebhookKeys, coupons: CouponKeys
    ) -> [AnyOperation] {
        let others =
            Mall.operations(rulebooks: rulebooks, coupons: coupons)
            + Delivery.operations(keys: webhooks, followers: Mall.followers(rulebooks: rulebooks)) + [
                AnyOperation(CreateAPIKey())
            ]
        let everyRole = others.reduce(into: Set<String>()) { $0.formUnion($1.definition.roles) }.subtracting(["system"])
        return others + WorkflowOperations.all(catalog: workflows, everyRole: everyRole)
    }

    /// Every operation as far as permissions go.
    public static var access: [OperationAccess] { (try? registry().operations.map(\.definition.access)) ?? [] }

    /// The operations as an empty mall has them: what documentation is made from.
    public static func registry() throws -> CommandRegistry {
        let webhooks = WebhookKeys(master: try MasterKey([UInt8](repeating: 0, count: 32)))
        return CommandRegistry(
            all(
                rulebooks: Rulebooks(base: FolderRulebook(rulebook: .empty, files: [])), workflows: try WorkflowCatalog([]),
                webhooks: webhooks, coupons: CouponKeys(master: [UInt8](repeating: 0, count: 32))))
    }
}
