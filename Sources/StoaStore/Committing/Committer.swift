import SQLStore
import StoaCommerce
import StoaKernel

/// Gathers commits that arrive together into one physical transaction, and tells each its own outcome.
///
/// The queue is bounded: a commit that finds it full fails with `store.busy` at once. While a batch is on its way to
/// the disk the next one fills up, so one caller commits at the disk's pace and sixty-four at many times that.
actor Committer {
    private struct Waiting {
        let linked: [ChangeSet]
        let answer: CheckedContinuation<Result<CommitOutcome, StorageError>, Never>
    }

    static let waitingMax = 4096
    static let batchMax = 128
    /// How often a batch is tried again after a deadlock or a lost race over a new key.
    static let attemptsMax = 5

    private let database: Database
    private var waiting: [Waiting] = []
    private var isDraining = false
    private var isFinished = false
    private var idle: [CheckedContinuation<Void, Never>] = []

    init(database: Database) { self.database = database }

    func commit(_ linked: [ChangeSet]) async throws(StorageError) -> CommitOutcome {
        guard !isFinished else { throw StorageError(code: "store.closed", "the store is closing", hint: "try again") }
        guard waiting.count < Committer.waitingMax else {
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
            let batch = Array(waiting.prefix(Committer.batchMax))
            waiting.removeFirst(batch.count)
            let results = await commitBatch(batch.map(\.linked))
            for (waiting, result) in zip(batch, results) { waiting.answer.resume(returning: result) }
        }
        isDraining = false
        for continuation in idle { continuation.resume() }
        idle = []
    }

    /// One transaction for all; when a constraint has the last word after all, each alone.
    private func commitBatch(_ groups: [[ChangeSet]]) async -> [Result<CommitOutcome, StorageError>] {
        do { return try await write(groups).map { .success($0) } } catch {
            if groups.count > 1, error.isWorthReplaying {
                var results: [Result<CommitOutcome, StorageError>] = []
                for group in groups { results.append(await commitAlone(group)) }
                return results
            }
            return groups.count == 1 ? [await commitAlone(groups[0])] : groups.map { _ in .failure(StorageError(error)) }
        }
    }

    private func commitAlone(_ group: [ChangeSet]) async -> Result<CommitOutcome, StorageError> {
        var lastError: any Error = StorageError(code: "store.busy", "the commit could not be tried")
        for _ in 0..<Committer.attemptsMax {
            do { return .success(try await write([group])[0]) } catch {
                lastError = error
                if let outcome = CommitOutcome(violated: error, by: group) { return .success(outcome) }
                guard error.isWorthReplaying else { break }
            }
        }
        return .failure(StorageError(lastError))
    }

    private func write(_ groups: [[ChangeSet]]) async throws -> [CommitOutcome] {
        try await database.write { connection in
            var state = try BatchState(loading: groups.flatMap { $0 }, &connection)
            var outcomes: [CommitOutcome] = []
            var accepted: [ChangeSet] = []
            for group in groups {
                let outcome = state.judge(group)
                if outcome == .committed { accepted += group }
                outcomes.append(outcome)
            }
            try connection.executeBatch(accepted.flatMap(\.statements))
            return outcomes
        }
    }
}

extension Error {
    /// Whether trying again can end otherwise: a race over a row that was not there to lock, a deadlock, a full lock table.
    fileprivate var isWorthReplaying: Bool {
        guard let error = self as? SQLError else { return false }
        return error.kind == .constraint || error.kind == .conflict
    }
}

extension CommitOutcome {
    /// What a constraint that fired against a ChangeSet on its own means. Nil for the races that a second look settles:
    /// the row that was in the way is there to be judged then.
    fileprivate init?(violated error: any Error, by group: [ChangeSet]) {
        guard let error = error as? SQLError, let constraint = error.constraint else { return nil }
        switch constraint.name {
        case "lookup_unique":
            guard let put = group.flatMap(\.puts).first(where: { $0.keys.contains(where: \.isUnique) }),
                let key = put.keys.first(where: \.isUnique)
            else { return nil }
            self = .refused(.keyTaken(kind: put.key.kind, name: key.name))
        case "account_floor":
            guard let account = group.flatMap(\.transfers).compactMap(\.giver).first else { return nil }
            self = .refused(.floorReached(account))
        default: return nil
        }
    }
}

extension Transfer {
    var giver: AccountID? {
        switch action {
        case .post(let from, _, _), .reserve(let from, _, _): from
        case .postReserved, .voidReserved: nil
        }
    }
}
