import ServiceLifecycle
import StoaDelivery

/// One loop of delivery. Told to stop, it takes no new work and finishes what it began.
struct DeliveryService: Service {
    let loop: WorkLoop

    func run() async throws {
        await cancelWhenGracefulShutdown { await loop.run() }
    }
}
