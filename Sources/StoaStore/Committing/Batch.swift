import SQLStore
import StoaCommerce
import StoaKernel
import Synchronization

typealias CommitResult = Result<CommitOutcome, StorageError>

/// Commits that share one physical transaction. When one of them cannot be written after all, each is tried alone, so
/// that it does no harm to the others.
struct Batch {
    let database: Database
    let groups: [[PreparedChangeSet]]

    /// How often a transaction is tried again after a broken connection, a deadlock or a lost race over a new row.
    static let attemptsMax = 5
    /// How long a batch is tried one by one before the rest is told to come again: a row that another host does not
    /// let go of costs everybody the wait for its lock.
    static let replayMax = Duration.seconds(10)

    /// The results in the order of the groups. Never throws: every group gets its answer.
    func commit() async -> [CommitResult] {
        guard groups.count > 1 else { return await groups.asyncMap { await commitAlone($0) } }
        do { return try await write(groups).map { .success($0) } } catch {
            guard error.isPerhapsOfOne else { return groups.map { _ in .failure(StorageError(error)) } }
            let deadline = ContinuousClock.now + Batch.replayMax
            return await groups.asyncMap { group in
                guard ContinuousClock.now < deadline else {
                    return .failure(StorageError(code: "store.busy", "the database is held up", hint: "try again in a moment"))
                }
                return await commitAlone(group)
            }
        }
    }

    private func commitAlone(_ group: [PreparedChangeSet]) async -> CommitResult {
        for _ in 0..<Batch.attemptsMax {
            do { return .success(try await write([group])[0]) } catch let error as FailedWrite {
                if let result = error.meaning { return result }
                guard error.isRace else { return .failure(StorageError(error.error)) }
            } catch {
                guard (error as? SQLError)?.kind == .conflict else { return .failure(StorageError(error)) }
            }
        }
        // Whoever always came first has moved what this commit rests on.
        return .success(.conflict([]))
    }

    /// One transaction, tried again as long as nothing was changed by it.
    private func write(_ groups: [[PreparedChangeSet]]) async throws -> [CommitOutcome] {
        for attempt in 1... {
            let judged = Judged()
            do {
                return try await database.write { connection in try transaction(groups, judged, &connection) }
            } catch let error as SQLError {
                switch error.kind {
                case .connectionLost where attempt < Batch.attemptsMax: continue
                case .commitUnknown:
                    guard let outcomes = judged.outcomes else { throw error }
                    if try await isCommitted(judged.firstAccepted, after: error) { return outcomes }
                    guard attempt < Batch.attemptsMax else { throw StorageError.unavailable(error) }
                default: throw error
                }
            }
        }
        preconditionFailure("the loop above ends by returning or throwing")
    }

    private func transaction(
        _ groups: [[PreparedChangeSet]], _ judged: Judged, _ connection: inout Connection
    ) throws -> [CommitOutcome] {
        var state = try BatchState(loading: groups.flatMap { $0.map(\.changes) }, &connection)
        let outcomes = groups.map { state.judge($0) }
        judged.set(outcomes, firstAccepted: state.accepted.first?.changes)
        let writes = state.writes
        do { try connection.executeBatch(writes.map(\.statement)) } catch {
            guard error.kind == .constraint else { throw error }
            throw FailedWrite(error: error, subject: error.statementIndex.map { writes[$0].subject })
        }
        return outcomes
    }

    /// Finds out what became of a transaction whose commit was not answered.
    ///
    /// Trying to insert its journal entry waits until the server is done with the lost transaction, where just looking
    /// could come too early.
    private func isCommitted(_ change: ChangeSet?, after error: SQLError) async throws -> Bool {
        // Nothing was accepted, so nothing was written.
        guard let change else { return true }
        for _ in 0..<Batch.attemptsMax {
            do {
                try await database.write { connection in
                    let isNew = try connection.queryFirst(probeJournal, [.text(change.tenant.text), .text(change.id.text)]) != nil
                    throw Probe(isCommitted: !isNew)
                }
            } catch let probe as Probe { return probe.isCommitted } catch let lost as SQLError where lost.kind == .connectionLost {
                continue
            } catch { break }
        }
        throw error
    }
}

/// Undoes the probe's transaction and brings home what it found.
private struct Probe: Error {
    let isCommitted: Bool
}

private let probeJournal = """
    INSERT INTO journal (tenant, id, at, command, actor, body, leaf_hash) VALUES ($1, $2, 0, '', '', '', '')
    ON CONFLICT (tenant, id) DO NOTHING RETURNING id
    """

/// What a transaction came to, kept outside of it for the case that its commit is not answered.
private final class Judged: Sendable {
    private struct Verdict {
        let outcomes: [CommitOutcome]
        let firstAccepted: ChangeSet?
    }

    private let verdict = Mutex<Verdict?>(nil)

    var outcomes: [CommitOutcome]? { verdict.withLock { $0?.outcomes } }
    var firstAccepted: ChangeSet? { verdict.withLock { $0?.firstAccepted } }

    func set(_ outcomes: [CommitOutcome], firstAccepted: ChangeSet?) {
        verdict.withLock { $0 = Verdict(outcomes: outcomes, firstAccepted: firstAccepted) }
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ transform: (Element) async -> Value) async -> [Value] {
        var values: [Value] = []
        for element in self { values.append(await transform(element)) }
        return values
    }
}
