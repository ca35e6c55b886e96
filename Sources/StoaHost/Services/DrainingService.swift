import ServiceLifecycle

/// Turns `/readyz` to 503 as the very first step of a shutdown, so that balancers look elsewhere.
struct DrainingService: Service {
    let readiness: Readiness

    func run() async throws {
        try? await gracefulShutdown()
        readiness.startDraining()
    }
}
