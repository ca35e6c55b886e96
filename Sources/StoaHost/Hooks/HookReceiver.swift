import StoaCommerce
import StoaExtension
import StoaKernel

/// Takes incoming webhooks: verifies one, and returns when it is durably committed.
public protocol HookReceiver: Sendable {
    /// - Parameters:
    ///   - headers: as they came in; names compare without case.
    ///   - body: the bytes as they came in; the signature is over them.
    /// - Throws: ``Refusal``: a wrong signature as unauthenticated, an unknown hook as not found.
    func receive(
        tenant: TenantID, hook name: String, headers: [OutboundRequest.Header], body: [UInt8]
    ) async throws(Refusal) -> OperationOutcome
}
