import Dispatch
import Foundation

/// A fixed number of threads, each with its own connection, and one bounded queue before them.
///
/// Work is taken in the order of arrival. Every caller leaves the queue within `waitMax`, served or not.
/// A connection is opened when its thread first has work, and again after it broke.
///
/// `@unchecked Sendable`: `condition` guards every mutable property, here and in `Job`; connections never leave
/// their thread.
final class ConnectionPool: @unchecked Sendable {
    private let options: DatabaseOptions
    private let threads: Int
    private let open: @Sendable () throws -> any EngineConnection
    private let condition = NSCondition()
    private var queue: [Job] = []
    /// The queue is `queue[head...]`: taking the first of an array would move all the others.
    private var head = 0
    private var waitingCount = 0
    private var idleCount = 0
    private var runningThreads: Int
    private var isSweepArmed = false
    private var isClosing = false
    private var closers: [CheckedContinuation<Void, Never>] = []

    private final class Job: @unchecked Sendable {
        enum State { case created, waiting, taken, cancelled }
        var state = State.created
        var deadline = ContinuousClock.now
        var perform: ((any EngineConnection) -> Void)?
        var fail: ((any Error) -> Void)?
    }

    init(
        name: String, threads: Int, _ options: DatabaseOptions,
        open: @escaping @Sendable () throws -> any EngineConnection
    ) {
        precondition(threads > 0, "a pool needs a thread")
        self.options = options
        self.threads = threads
        self.open = open
        runningThreads = threads
        for number in 1...threads {
            let thread = Thread { [self] in work() }
            thread.name = "\(name) \(number)"
            thread.start()
        }
    }

    /// Runs `body` on one of the threads.
    ///
    /// - Throws: `store.busy` when the queue is full or no connection became free in time, `store.closed`,
    ///   `CancellationError` when the task was cancelled before `body` began, what opening or `body` throws.
    func run<T: Sendable>(_ body: @escaping @Sendable (any EngineConnection) throws -> T) async throws -> T {
        let job = Job()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
                job.perform = { engine in
                    continuation.resume(with: Result { try body(engine) })
                }
                job.fail = { continuation.resume(throwing: $0) }
                enqueue(job)
            }
        } onCancel: {
            cancel(job)
        }
    }

    private func enqueue(_ job: Job) {
        condition.lock()
        if let error = refusal(of: job) {
            condition.unlock()
            job.fail?(error)
            return
        }
        job.state = .waiting
        job.deadline = .now + options.waitMax
        queue.append(job)
        waitingCount += 1
        if idleCount > 0 { condition.signal() }
        if waitingCount > idleCount { armSweep(at: job.deadline) }
        condition.unlock()
    }

    private func refusal(of job: Job) -> (any Error)? {
        if job.state == .cancelled { return CancellationError() }
        if isClosing { return SQLError(.closed) }
        guard waitingCount < options.waitersMax + idleCount else {
            return SQLError(.busy, detail: "\(waitingCount) callers wait for \(threads) connections")
        }
        return nil
    }

    private func cancel(_ job: Job) {
        condition.lock()
        let wasWaiting = job.state == .waiting
        if wasWaiting { waitingCount -= 1 }
        if wasWaiting || job.state == .created { job.state = .cancelled }
        condition.unlock()
        if wasWaiting { job.fail?(CancellationError()) }
    }

    // MARK: - The threads

    private func work() {
        var connection: (any EngineConnection)?
        while let job = next() {
            if connection == nil {
                do {
                    connection = try open()
                } catch {
                    job.fail?(error)
                    continue
                }
            }
            guard let engine = connection else { continue }
            job.perform?(engine)
            if !engine.isUsable {
                engine.close()
                connection = nil
            }
        }
        connection?.close()
        condition.lock()
        runningThreads -= 1
        let done = runningThreads == 0 ? closers : []
        if runningThreads == 0 { closers = [] }
        condition.unlock()
        for closer in done { closer.resume() }
    }

    /// Waits for work; nil when the pool is closing.
    private func next() -> Job? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            while head < queue.count {
                let job = queue[head]
                dropHead()
                guard job.state == .waiting else { continue }
                job.state = .taken
                waitingCount -= 1
                return job
            }
            if isClosing { return nil }
            idleCount += 1
            condition.wait()
            idleCount -= 1
        }
    }

    private func dropHead() {
        head += 1
        if head == queue.count {
            queue.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 256, head * 2 >= queue.count {
            queue.removeFirst(head)
            head = 0
        }
    }

    // MARK: - The bounded wait

    /// At most one timer is under way, for the first in the queue: all wait equally long, so it is due first.
    private func armSweep(at deadline: ContinuousClock.Instant) {
        guard !isSweepArmed else { return }
        isSweepArmed = true
        let delay = ContinuousClock.now.duration(to: deadline).inSeconds
        DispatchQueue.global().asyncAfter(deadline: .now() + max(0, delay)) { [weak self] in self?.sweep() }
    }

    private func sweep() {
        condition.lock()
        isSweepArmed = false
        let now = ContinuousClock.now
        var overdue: [Job] = []
        while head < queue.count {
            let job = queue[head]
            if job.state == .waiting {
                if job.deadline > now { break }
                job.state = .cancelled
                waitingCount -= 1
                overdue.append(job)
            }
            dropHead()
        }
        if head < queue.count { armSweep(at: queue[head].deadline) }
        condition.unlock()
        for job in overdue {
            job.fail?(SQLError(.busy, detail: "no connection became free within \(options.waitMax)"))
        }
    }

    // MARK: - The end

    /// Starts closing and does not wait for it.
    func stop() {
        condition.lock()
        isClosing = true
        let left = queue[head...].filter { $0.state == .waiting }
        for job in left { job.state = .cancelled }
        waitingCount = 0
        queue = []
        head = 0
        condition.broadcast()
        condition.unlock()
        for job in left { job.fail?(SQLError(.closed)) }
    }

    /// Returns when the last connection is closed.
    func close() async {
        stop()
        await withCheckedContinuation { continuation in
            condition.lock()
            let isOver = runningThreads == 0
            if !isOver { closers.append(continuation) }
            condition.unlock()
            if isOver { continuation.resume() }
        }
    }
}
