import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaMall

/// The keys of the demo mall. They follow from the installation's master key: the same at every start, and known to
/// nobody else.
public struct DemoAccess: Sendable {
    public struct NamedKey: Sendable {
        public let name: String
        public let text: APIKeyText
        fileprivate let grant: CreateAPIKey.Input
    }

    /// Admin, seller, customer.
    public let keys: [NamedKey]
    /// The body of a quote that shipped rules apply to.
    public let sampleCart: JSON

    public var admin: APIKeyText { keys[0].text }
    public var seller: APIKeyText { keys[1].text }
    public var customer: APIKeyText { keys[2].text }

    init(_ installation: InstallationKey) {
        func key(_ name: String, _ kind: CreateAPIKey.Input.Kind, _ actor: String, _ roles: [String], seller: String? = nil) -> NamedKey {
            let text = APIKeyText(tenant: DemoMall.tenant, secret: installation.derive("demo key " + name))
            return NamedKey(
                name: name, text: text,
                grant: CreateAPIKey.Input(key: text, name: "demo \(name)", kind: kind, actor: actor, roles: roles, seller: seller))
        }
        keys = [
            key("admin", .user, "usr_demo_admin", ["admin", "quote.simulate"]),
            key("seller", .user, "usr_demo_seller", ["seller"], seller: DemoMall.keySeller.text),
            key("customer", .customer, DemoMall.keyCustomer.text, ["customer"]),
        ]
        sampleCart = DemoMall.sampleCart
    }

    /// Fills the demo tenant and lets the keys in. Does nothing that was done before.
    func open(on platform: Platform, progress: (_ done: Int, _ of: Int) -> Void) async throws {
        try await DemoMall.seed(platform.executor, progress: progress)
        for key in keys {
            _ = try await platform.run(
                OperationRequest("apiKey.create", tenant: DemoMall.tenant, actor: .system, input: try JSONValueEncoder().encode(key.grant)))
        }
    }
}
