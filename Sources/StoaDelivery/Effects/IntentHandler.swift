import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// Does what a commit intended: webhooks are sent, every other effect is asked of the extension host.
struct IntentHandler: WorkHandler {
    let sender: WebhookSender
    let extensions: any ExtensionHost
    let committer: WorkCommitter
    var kind: WorkKind { .intent }

    func handle(_ work: ClaimedWork) async {
        guard work.name != FanOutEvent.send else { return await sender.send(work) }
        guard let point = ExtensionPoint.named(work.name), point.class == .effect else {
            return await committer.bury(work, code: "effect.unknownPoint", "there is no effect point '\(work.name)'")
        }
        // The intent's id travels with the call, so that a provider who is asked twice acts once.
        let input: JSON = ["idempotencyKey": .string(work.claim.key), "input": work.body]
        let answer = await extensions.answer(ExtensionCall(point: point, input: input), in: work.tenant)
        if let reply = answer.replies.first {
            let outcome: JSON = [
                "intent": .string(work.claim.key), "point": .string(work.name), "provider": .string(reply.provider), "output": reply.output,
            ]
            return await committer.finish(work, by: RecordEffect.name, outcome)
        }
        guard work.earlierAttempts + 1 < WorkCommitter.attemptsMax else {
            let reason = answer.failures.first
            return await committer.bury(
                work, code: reason?.code ?? "effect.nobodyAnswers", reason?.message ?? "nobody extends '\(work.name)'")
        }
        await committer.postpone(work)
    }
}
