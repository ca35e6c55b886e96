import ServiceLifecycle
import StoaKernel

/// Closes the store when everything that uses it has stopped.
struct StorageService: Service {
    let storage: any Storage

    func run() async throws {
        try? await gracefulShutdown()
        await storage.close()
    }
}
