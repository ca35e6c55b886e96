import SQLStore
import StoaKernel
import StoaStore

/// Opens the store that a database URL names.
public enum OpenStorage {
    /// Brings the schema up to date as well.
    ///
    /// - Throws: ``HostError`` with the store's code: `store.url`, `store.unavailable`, `store.schemaTooNew`…
    public static func open(_ url: String) async throws(HostError) -> any Storage {
        let parsed: DatabaseURL
        do { parsed = try DatabaseURL(url) } catch {
            throw HostError(.usage, code: error.code, error.message, hint: error.hint ?? "use sqlite:PATH or postgres://HOST/NAME")
        }
        do { return try await Store.open(parsed) } catch {
            throw HostError(.environment, code: error.code, "the database \(parsed) cannot be used: \(error.message)", hint: error.hint)
        }
    }
}
