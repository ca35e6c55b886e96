import ServiceLifecycle
import StoaDelivery

/// One loop of delivery. Told to stop, it takes no new work and finishes what it began.
struct DeliveryService: Service {
    let loop: WorkLoop

    func run() async throws {
        // Stopping the loop lets a webhook that is on its way arrive; cancelling the task would cut it off.
        await withGracefulShutdownHandler {
            await loop.run()
        } onGracefulShutdown: {
            loop.stop()
        }
    }
}
