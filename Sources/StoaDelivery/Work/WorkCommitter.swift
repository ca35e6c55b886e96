import JSONDocument
import Logging
import StoaCommerce
import StoaExtension
import StoaKernel

/// Runs the command that finishes a piece of work, with the claim in the same commit, and decides what becomes of work
/// whose command is refused.
struct WorkCommitter: Sendable {
    let executor: CommandExecutor
    let storage: any Storage
    let clock: @Sendable () -> Instant
    let log: Logger

    /// A refusal that may pass is tried this often before the work is laid aside as dead.
    static let attemptsMax: Int64 = 20

    /// Runs a command as the system and completes the work with it.
    func finish(_ work: ClaimedWork, by command: String, _ input: JSON) async {
        do throws(Refusal) {
            _ = try await executor.run(
                OperationRequest(command, tenant: work.tenant, actor: .system, input: input, completing: work.claim))
        } catch { await handle(error, of: work) }
    }

    /// Lays work aside that can never be done: an operator finds it as a `DeadWork` document.
    func bury(_ work: ClaimedWork, code: String, _ message: String) async {
        let input: JSON = [
            "kind": .string(work.claim.kind.rawValue), "key": .string(work.claim.key), "name": .string(work.name),
            "body": work.body, "code": .string(code), "message": .string(message), "attempts": .integer(work.earlierAttempts + 1),
        ]
        do throws(Refusal) {
            _ = try await executor.run(
                OperationRequest(BuryWork.name, tenant: work.tenant, actor: .system, input: input, completing: work.claim))
        } catch {
            guard error.code != "work.leaseLost" else { return }
            log.error("work could not be laid aside", metadata: ["work": "\(work.claim.key)", "code": "\(error.code)"])
        }
    }

    private func handle(_ refusal: Refusal, of work: ClaimedWork) async {
        // Somebody else has it now, or has finished it: nothing is lost.
        guard refusal.code != "work.leaseLost" else { return }
        log.notice(
            "work was refused",
            metadata: [
                "work": "\(work.claim.key)", "name": "\(work.name)", "code": "\(refusal.code)", "attempts": "\(work.earlierAttempts)",
            ])
        switch refusal.kind {
        case .unavailable, .limited:
            // Trouble of the platform, not of the work: it waits as long as that lasts.
            await postpone(work)
        case .conflict,
            .bug where work.claim.kind == .timer:
            // A timer moves something on that would stand still without it; what is in its way may go away.
            await postpone(work)
        case .conflict, .bug:
            if work.earlierAttempts + 1 < WorkCommitter.attemptsMax { await postpone(work) } else { await bury(work, refusal) }
        default: await bury(work, refusal)
        }
    }

    private func bury(_ work: ClaimedWork, _ refusal: Refusal) async { await bury(work, code: refusal.code, refusal.message) }

    func postpone(_ work: ClaimedWork) async {
        let seconds = min(Int64(1) << min(work.earlierAttempts, 8), 300)
        do { try await storage.postpone(work.claim, in: work.tenant, until: clock().advanced(bySeconds: seconds)) } catch {
            // The lease ends by itself, and then the work is claimed again.
            log.warning("work could not be postponed", metadata: ["work": "\(work.claim.key)", "error": "\(error)"])
        }
    }
}
