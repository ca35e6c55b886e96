import StoaKernel

/// Runs the command of a timer that is due, as the system.
struct TimerHandler: WorkHandler {
    let committer: WorkCommitter
    var kind: WorkKind { .timer }

    func handle(_ work: ClaimedWork) async { await committer.finish(work, by: work.name, work.body) }
}
