import Dispatch
import Foundation

/// Up to a fixed number of threads, each with its own connection, and one bounded queue before them.
///
/// Work is taken in the order of arrival. Every caller leaves the queue within `waitMax`, served or not. The thread
/// that was idle for the shortest time goes first, so that a quiet server keeps few connections; a connection is
/// opened when its thread first has work, and again after it broke.
///
/// `@unchecked Sendable`: `lock` guards every mutable property, here, in `Job` and in `Worker`; connections never
/// leave their thread.
final class ConnectionPool: @unchecked Sendable {
    private let name: String
    private let threadsMax: Int
    private let options: DatabaseOptions
    private let open: @Sendable () throws -> any EngineConnection

    private let lock = NSLock()
    private var idle: [Worker] = []
    private var startedThreads = 0
    private var endedThreads = 0
    /// The queue is `queue[head...]`: taking the first of an array would move all the others.
    private var queue: [Job] = []
    private var head = 0
    private var waitingCount = 0
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

    private final class Worker: @unchecked Sendable {
        let wake = DispatchSemaphore(value: 0)
        /// What to do after waking; nothing means to end.
        var handed: Job?
    }

    init(
        name: String, threads: Int, _ options: DatabaseOptions,
        open: @escaping @Sendable () throws -> any EngineConnection
    ) {
        precondition(threads > 0, "a pool needs a thread")
        self.name = name
        threadsMax = threads
        self.options = options
        self.open = open
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
        let refusal: (any Error)? = lock.withLock {
            if job.state == .cancelled { return CancellationError() }
            if isClosing { return SQLError(.closed) }
            if let worker = idle.popLast() {
                job.state = .taken
                worker.handed = job
                worker.wake.signal()
            } else if startedThreads < threadsMax {
                job.state = .taken
                startThread(with: job)
            } else if waitingCount < options.waitersMax {
                job.state = .waiting
                job.deadline = .now + options.waitMax
                queue.append(job)
                waitingCount += 1
                armSweep(at: job.deadline)
            } else {
                return SQLError(.busy, detail: "\(waitingCount) callers wait for \(threadsMax) connections")
            }
            return nil
        }
        if let refusal { job.fail?(refusal) }
    }

    private func cancel(_ job: Job) {
        let wasWaiting = lock.withLock {
            let wasWaiting = job.state == .waiting
            if wasWaiting { waitingCount -= 1 }
            if wasWaiting || job.state == .created { job.state = .cancelled }
            return wasWaiting
        }
        if wasWaiting { job.fail?(CancellationError()) }
    }

    // MARK: - The threads

    private func startThread(with job: Job) {
        startedThreads += 1
        let worker = Worker()
        worker.handed = job
        let thread = Thread { [self] in work(worker) }
        thread.name = "\(name) \(startedThreads)"
        thread.start()
    }

    private func work(_ worker: Worker) {
        var connection: (any EngineConnection)?
        while let job = next(worker) {
            do {
                let engine = try connection ?? open()
                connection = engine
                job.perform?(engine)
                if !engine.isUsable {
                    engine.close()
                    connection = nil
                }
            } catch {
                job.fail?(error)
            }
        }
        connection?.close()
        let done = lock.withLock {
            endedThreads += 1
            let done = endedThreads == startedThreads ? closers : []
            if !done.isEmpty { closers = [] }
            return done
        }
        for closer in done { closer.resume() }
    }

    /// What was handed over, else the first in the queue, else waits; nil when the pool is closing.
    private func next(_ worker: Worker) -> Job? {
        let (job, isOver) = lock.withLock { () -> (Job?, Bool) in
            if let job = takeHanded(worker) ?? takeFirst() { return (job, false) }
            if !isClosing { idle.append(worker) }
            return (nil, isClosing)
        }
        if job != nil || isOver { return job }
        worker.wake.wait()
        return lock.withLock { takeHanded(worker) }
    }

    private func takeHanded(_ worker: Worker) -> Job? {
        defer { worker.handed = nil }
        return worker.handed
    }

    private func takeFirst() -> Job? {
        while head < queue.count {
            let job = queue[head]
            dropHead()
            guard job.state == .waiting else { continue }
            job.state = .taken
            waitingCount -= 1
            return job
        }
        return nil
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
        let overdue = lock.withLock {
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
            return overdue
        }
        for job in overdue {
            job.fail?(SQLError(.busy, detail: "no connection became free within \(options.waitMax)"))
        }
    }

    // MARK: - The end

    /// Starts closing and does not wait for it.
    func stop() {
        let left = lock.withLock {
            isClosing = true
            let left = queue[head...].filter { $0.state == .waiting }
            for job in left { job.state = .cancelled }
            (waitingCount, queue, head) = (0, [], 0)
            for worker in idle { worker.wake.signal() }
            idle = []
            return left
        }
        for job in left { job.fail?(SQLError(.closed)) }
    }

    /// Returns when the last connection is closed.
    func close() async {
        stop()
        await withCheckedContinuation { continuation in
            let isOver = lock.withLock {
                let isOver = endedThreads == startedThreads
                if !isOver { closers.append(continuation) }
                return isOver
            }
            if isOver { continuation.resume() }
        }
    }
}
