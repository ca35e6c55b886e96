import Diagnostics
import JSONDocument
import StoaCommerce
import StoaKernel
import StoaRules

extension Rulebooks {
    /// A tenant that nobody asked for in this time is not looked at until somebody does.
    static let watchedMilliseconds: Int64 = 60_000

    /// Compares the rules of the tenants that were lately asked for with the store, and compiles what has changed, and
    /// what was published or scheduled and may come into force next. Call it a few times a second; one read a tenant.
    ///
    /// - Returns: what could not be read or compiled, one sentence each; the rules known before stay.
    public func watch(_ storage: any Storage, now: @Sendable () -> Instant) async -> [String] {
        var failures: [String] = []
        for (tenant, version) in memory.tenants(askedSince: now().advanced(byMilliseconds: -Rulebooks.watchedMilliseconds)) {
            let checkedAt = now()
            do {
                let scope = TenantScope(authenticated: tenant)
                let document = try await storage.documents([DocumentKey(RulebookControl.current)], in: scope)[0]
                if let document, document.version != version {
                    try await take(document, in: scope, storage, checkedAt)
                } else {
                    memory.confirm(tenant, version: version, at: checkedAt)
                }
            } catch { failures.append("the rules of \(tenant) could not be looked at: \(error)") }
        }
        return failures
    }

    private func take(_ document: Document, in scope: TenantScope, _ storage: any Storage, _ checkedAt: Instant) async throws {
        guard let body = document.body else { return }
        let control = try JSONValueDecoder().decode(RulebookControl.self, from: body)
        let missing = control.wanted.filter { memory.book($0) == nil }.sorted()
        if !missing.isEmpty {
            let documents = try await storage.documents(missing.map { DocumentKey(ID<RulebookFiles>(trusted: $0)) }, in: scope)
            for (hash, document) in zip(missing, documents) {
                guard let body = document?.body else { continue }
                let files = try JSONValueDecoder().decode(RulebookFiles.self, from: body).files
                memory.compiling([hash]) { _ = compiled(files) }
            }
        }
        // A book that does not compile is left to the decisions that need it: they say so to their callers.
        let active = control.active.map { memory.book($0.rulebook.text) }
        let candidate = control.experiment.map { memory.book($0.candidate.text) }
        if case .some(.none) = active { return }
        if case .some(.none) = candidate { return }
        let rules = RulesInForce(
            control, active: (active ?? nil) ?? base.current(for: scope.tenant), candidate: candidate ?? nil)
        memory.remember(rules, of: scope.tenant, version: document.version, checkedAt: checkedAt)
    }
}
