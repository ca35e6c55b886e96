import SQLStore
import StoaCommerce
import StoaKernel

/// Gathers commits that arrive together into one physical transaction, and tells each its own outcome.
///
/// The queue is bounded: a commit that finds it full fails with `store.busy` at once. While a batch is on its way to
/// the disk the next one fills up, so one caller commits at the disk's pace and sixty-four at many times that.
actor Committer {
    private struct Waiting {
        let linked: [PreparedChangeSet]
        let answer: CheckedContinuation<CommitResult, Never>
    }

    static let batchMax = 128
    /// Rows of a batch, roughly; one commit alone may have more.
    static let batchWeightMax = 20_000

    private let database: Database
    private let waitingMax: Int
    private var waiting: [Waiting] = []
    private var isDraining = false
    private var isFinished = false
    private var idle: [CheckedContinuation<Void, Never>] = []

    init(database: Database, waitingMax: Int) {
        self.database = database
        self.waitingMax = waitingMax
    }

    func commit(_ linked: [PreparedChangeSet]) async throws(StorageError) -> CommitOutcome {
        guard !isFinished else { throw StorageError(code: "store.closed", "the store is closing", hint: "try again") }
        guard waiting.count < waitingMax else {
            throw StorageError(code: "store.busy", "too many commits are waiting", hint: "try again in a moment")
        }
        let result = await withCheckedContinuation { continuation in
            waiting.append(Waiting(linked: linked, answer: continuation))
            if !isDraining {
                isDraining = true
                Task { await drain() }
            }
        }
        return try result.get()
    }

    /// Refuses new commits and returns when the last accepted one is answered.
    func finish() async {
        isFinished = true
        guard isDraining else { return }
        await withCheckedContinuation { idle.append($0) }
    }

    private func drain() async {
        while !waiting.isEmpty {
            let batch = takeBatch()
            let results = await Batch(database: database, groups: batch.map(\.linked)).commit()
            for (waiting, result) in zip(batch, results) { waiting.answer.resume(returning: result) }
        }
        isDraining = false
        for continuation in idle { continuation.resume() }
        idle = []
    }

    private func takeBatch() -> [Waiting] {
        var count = 0
        var weight = 0
        while count < min(waiting.count, Committer.batchMax) {
            weight += waiting[count].linked.reduce(0) { $0 + $1.weight }
            if count > 0, weight > Committer.batchWeightMax { break }
            count += 1
        }
        let batch = Array(waiting.prefix(count))
        waiting.removeFirst(count)
        return batch
    }
}
