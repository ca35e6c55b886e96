import JSONDocument
import Logging
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaTesting
import Synchronization
import Testing

@testable import StoaDelivery

/// Something to wait for in tests: opened once, from anywhere.
final class Gateway: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

/// Handles timers by name: `slow` waits at a gateway, everything else is done at once.
struct GatedHandler: WorkHandler {
    let slow: Gateway
    let fastDone: Gateway
    let finished = Counter()
    var kind: WorkKind { .timer }

    final class Counter: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    func handle(_ work: ClaimedWork) async {
        if work.name == "slow" { await slow.wait() }
        finished.add(work.name)
        if work.name == "fast" { fastDone.open() }
    }
}

@Suite struct WorkLoopTests {
    static let now = Instant(millisecondsSince1970: 1_770_000_000_000)

    func storage(_ timers: [String]) async throws -> MemoryStorage {
        let storage = MemoryStorage()
        for name in timers { try await add(name, to: storage) }
        return storage
    }

    func add(_ name: String, to storage: MemoryStorage) async throws {
        var changes = ChangeSet(
            id: ID(trusted: "chg_\(name)"), tenant: TenantID(trusted: "t"), command: "seed", actor: .system, at: Self.now,
            evidence: Evidence(input: .null))
        changes.timers = [TimerChange(key: name, due: .init(at: Self.now, command: name, input: .null))]
        _ = try await storage.commit([changes])
    }

    func loop(_ handler: GatedHandler, _ storage: MemoryStorage) -> WorkLoop {
        WorkLoop(
            handler, storage: storage, options: .init(concurrencyMax: 2), clock: { Self.now },
            pause: { _ in
                try Task.checkCancellation(); await Task.yield()
            },
            log: Logger(label: "test"))
    }

    @Test(.timeLimit(.minutes(1))) func aSlowPieceDoesNotHoldUpTheOthers() async throws {
        let handler = GatedHandler(slow: Gateway(), fastDone: Gateway())
        let storage = try await storage(["slow"])
        let loop = loop(handler, storage)
        async let running: Void = loop.run()
        try await add("fast", to: storage)
        await handler.fastDone.wait()
        #expect(handler.finished.all == ["fast"])
        handler.slow.open()
        loop.stop()
        await running
        #expect(handler.finished.all == ["fast", "slow"])
    }

    @Test(.timeLimit(.minutes(1))) func stoppingFinishesWhatWasBegun() async throws {
        let handler = GatedHandler(slow: Gateway(), fastDone: Gateway())
        let storage = try await storage(["slow", "fast"])
        let loop = loop(handler, storage)
        async let running: Void = loop.run()
        await handler.fastDone.wait()
        loop.stop()
        try await add("later", to: storage)
        handler.slow.open()
        await running
        #expect(Set(handler.finished.all) == ["slow", "fast"])
    }

    @Test(.timeLimit(.minutes(1))) func cancellingEndsTheLoop() async throws {
        let handler = GatedHandler(slow: Gateway(), fastDone: Gateway())
        let loop = loop(handler, try await storage([]))
        let task = Task { await loop.run() }
        task.cancel()
        await task.value
        #expect(handler.finished.all.isEmpty)
    }
}
