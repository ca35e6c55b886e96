import HTTPTypes
import Hummingbird
import StoaHost
import StoaKernel

/// Finds out who asks, from the `Authorization` header alone.
struct Authenticator: Sendable {
    let keys: KeyDirectory

    /// - Throws: `auth.missingKey`, `auth.unknownKey`.
    func principal(of request: Request) async throws(Refusal) -> Principal {
        guard let header = request.headers[.authorization] else { throw Authenticator.missing }
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw Authenticator.missing }
        return try await keys.principal(of: parts[1].trimmingPrefix(" ").description)
    }

    private static let missing = Refusal(
        .unauthenticated, code: "auth.missingKey", "this request needs an API key",
        hint: "send the header 'Authorization: Bearer stoa_live_…'")
}
