import JSONDocument
import StoaCommerce
import StoaKernel

/// Takes an incoming webhook: verifies it, and answers when the event is durably committed.
public protocol HookReceiver: Sendable {
    /// - Throws: ``Refusal``: `webhook.badSignature` and the like as unauthenticated, an unknown hook as not found.
    func receive(_ delivery: HookDelivery) async throws(Refusal) -> JSON
}

/// A webhook exactly as it came in; signatures are over these bytes.
public struct HookDelivery: Sendable {
    public let tenant: TenantID
    public let name: String
    /// Lower-case names. A header that came several times is joined with commas.
    public let headers: [String: String]
    public let body: [UInt8]

    public init(tenant: TenantID, name: String, headers: [String: String], body: [UInt8]) {
        self.tenant = tenant
        self.name = name
        self.headers = headers
        self.body = body
    }
}
