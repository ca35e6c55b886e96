import JSONDocument
import StoaCommerce
import StoaKernel

/// Turns an event into deliveries for the endpoints that listen to its type.
struct EventHandler: WorkHandler {
    let committer: WorkCommitter
    var kind: WorkKind { .event }

    func handle(_ work: ClaimedWork) async {
        var input: JSON = [
            "event": .string(work.claim.key), "type": .string(work.name), "body": work.body, "at": .string(work.createdAt.description),
        ]
        if let subject = work.subject { input["subject"] = ["kind": .string(subject.kind), "id": .string(subject.id)] }
        await committer.finish(work, by: FanOutEvent.name, input)
    }
}
