import ServiceLifecycle

/// Closes outgoing connections when delivery has stopped.
struct OutboundService: Service {
    let client: GuardedHTTPClient

    func run() async throws {
        try? await gracefulShutdown()
        await client.shutdown()
    }
}
