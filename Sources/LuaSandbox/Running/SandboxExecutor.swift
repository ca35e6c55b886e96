import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Threads with a stack that is large enough for Lua, for callers that are tasks.
///
/// A hop costs 8 to 100 µs: put all the calls of one request into one ``run(_:)``.
public final class SandboxExecutor: Sendable {
    private let queue: WorkQueue

    /// - Parameters:
    ///   - threads: Calls that can run at the same time.
    ///   - pendingMax: Waiting bodies; one more is refused with `plugin.queueFull`.
    public init(threads: Int = 2, stackBytes: Int = 2 << 20, pendingMax: Int = 1_024) {
        queue = WorkQueue(pendingMax: pendingMax)
        for _ in 0..<max(1, threads) { startThread(stackBytes: max(stackBytes, 1 << 20), queue) }
    }

    /// Bodies already accepted still run; the threads end after them.
    deinit {
        queue.close()
    }

    /// Runs the body on one of the threads.
    ///
    /// - Throws: what the body throws, or `plugin.queueFull`.
    public func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(SandboxError) -> Value
    ) async throws(SandboxError) -> Value {
        let result: Result<Value, SandboxError> = await withCheckedContinuation { continuation in
            let accepted = queue.push {
                do throws(SandboxError) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !accepted {
                continuation.resume(
                    returning: .failure(
                        SandboxError(
                            .deadline, code: "plugin.queueFull", "too many plugin calls are waiting",
                            hint: "try again in a moment")))
            }
        }
        return try result.get()
    }
}

/// A bounded queue that threads wait on.
///
/// The invariant behind `@unchecked`: `pending` and `closed` are touched only while `mutex` is held.
private final class WorkQueue: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let pendingMax: Int
    private var pending: [@Sendable () -> Void] = []
    private var closed = false

    init(pendingMax: Int) {
        self.pendingMax = pendingMax
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    func push(_ body: @escaping @Sendable () -> Void) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !closed, pending.count < pendingMax else { return false }
        pending.append(body)
        pthread_cond_signal(changed)
        return true
    }

    /// Waits for a body; nil when the queue is closed and empty.
    func pop() -> (@Sendable () -> Void)? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while pending.isEmpty && !closed { pthread_cond_wait(changed, mutex) }
        return pending.isEmpty ? nil : pending.removeFirst()
    }

    func close() {
        pthread_mutex_lock(mutex)
        closed = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }
}

private func startThread(stackBytes: Int, _ queue: WorkQueue) {
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    pthread_attr_init(attributes)
    defer {
        pthread_attr_destroy(attributes)
        attributes.deallocate()
    }
    pthread_attr_setstacksize(attributes, stackBytes)
    pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
    #if canImport(Darwin)
        var thread: pthread_t?
    #else
        var thread = pthread_t()
    #endif
    let failure = pthread_create(
        &thread, attributes,
        { argument in
            #if canImport(Darwin)
                let queue = Unmanaged<WorkQueue>.fromOpaque(argument).takeRetainedValue()
            #else
                guard let argument else { return nil }
                let queue = Unmanaged<WorkQueue>.fromOpaque(argument).takeRetainedValue()
            #endif
            while let body = queue.pop() { body() }
            return nil
        }, Unmanaged.passRetained(queue).toOpaque())
    precondition(failure == 0, "the system refuses a thread")
}
