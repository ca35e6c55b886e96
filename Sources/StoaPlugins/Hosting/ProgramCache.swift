import StoaCommerce
import Synchronization

/// The compiled plugins of all tenants, each with its circuit breaker. A value: the host guards it.
struct ProgramCache {
    struct Key: Hashable {
        let tenant: TenantID
        let id: PluginID
        let hash: String
        let point: String
    }

    private let countMax: Int
    private var slots: [Key: (slot: PluginSlot, usedAt: UInt64)] = [:]
    private var clock: UInt64 = 0

    init(countMax: Int) { self.countMax = max(1, countMax) }

    /// The slot of the key, made when there is none. Making one in a full cache is linear in its size.
    mutating func slot(_ key: Key, _ policy: CircuitBreaker.Policy) -> PluginSlot {
        clock += 1
        if let known = slots[key] {
            slots[key]?.usedAt = clock
            return known.slot
        }
        if slots.count >= countMax, let oldest = slots.min(by: { $0.value.usedAt < $1.value.usedAt })?.key {
            slots[oldest] = nil
        }
        let slot = PluginSlot(policy)
        slots[key] = (slot, clock)
        return slot
    }
}

/// One plugin of one tenant at one point.
final class PluginSlot: Sendable {
    private let compiled = Mutex<Result<PluginProgram, PluginFailure>?>(nil)
    private let breaker: Mutex<CircuitBreaker>

    init(_ policy: CircuitBreaker.Policy) { breaker = Mutex(CircuitBreaker(policy)) }

    /// Compiles at the first call and keeps the outcome: a package is a value, it does not get better.
    func program(_ package: PluginPackage, _ contract: PointContract) throws(PluginFailure) -> PluginProgram {
        let result = compiled.withLock { known in
            if let known { return known }
            let result = Result { () throws(PluginFailure) in try PluginProgram(package, contract) }
            known = result
            return result
        }
        return try result.get()
    }

    func admits(at now: ContinuousClock.Instant) -> Bool { breaker.withLock { $0.admits(at: now) } }
    func succeeded() { breaker.withLock { $0.succeeded() } }
    func failed(at now: ContinuousClock.Instant) { breaker.withLock { $0.failed(at: now) } }
}
