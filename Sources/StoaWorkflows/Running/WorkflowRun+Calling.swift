import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

extension WorkflowRun {
    mutating func begin(_ call: WorkflowTask.Call) throws(WorkflowFault) {
        let input = try call.input.value(in: scope)
        switch call.callee {
        case .point(let point): actions.append(.ask(point, input: input, timeoutMilliseconds: call.timeoutMilliseconds))
        case .command(let name): actions.append(.call(command: name, input: input))
        }
    }

    mutating func answered(_ reply: JSON?) throws(Refusal) {
        guard let task = currentTask, instance.wait == nil, case .call(let call) = task.action, case .point(let point) = call.callee
        else { throw outOfStep }
        do throws(WorkflowFault) {
            if let reply {
                record(output: reply)
                note("answered", reply)
            } else if let otherwise = call.otherwise {
                let output = try otherwise.value(in: scope)
                record(output: output)
                note("answeredByDefault", output)
            } else {
                throw WorkflowFault(code: "workflow.noAnswer", "'\(point.name)' did not answer, and the task has no 'otherwise'")
            }
        } catch { return fail(error.code, error.message) }
        go(to: definition.successor(of: task))
    }

    mutating func called(_ result: Result<JSON, Refusal>) throws(Refusal) {
        guard let task = currentTask else { throw outOfStep }
        switch (task.action, result) {
        case (.execute, .success(let output)):
            record(output: output)
            note("executed", output)
            instance.outcome = .executed
            go(to: definition.successor(of: task))
        case (.execute(let policy), .failure(let refusal)): executionFailed(refusal, policy)
        case (.call, .success(let output)):
            record(output: output)
            note("called", output)
            go(to: definition.successor(of: task))
        case (.call(let call), .failure(let refusal)):
            note("callRefused", refusal.asDetail)
            guard let otherwise = call.otherwise else { return fail(refusal.code, refusal.message) }
            do throws(WorkflowFault) { record(output: try otherwise.value(in: scope)) } catch { return fail(error.code, error.message) }
            go(to: definition.successor(of: task))
        default: throw outOfStep
        }
    }

    mutating func deferred() throws(Refusal) {
        guard currentTask != nil, instance.wait == nil else { throw outOfStep }
        park(.turn)
    }

    private mutating func executionFailed(_ refusal: Refusal, _ policy: RetryPolicy) {
        let attempt = attemptsSoFar + 1
        note("executionRefused", refusal.asDetail)
        guard refusal.mayPass, attempt <= policy.limit else { return fail(refusal.code, refusal.message) }
        let delay = policy.delay(before: attempt, seed: instance.id.text)
        park(.retry(at: now.advanced(byMilliseconds: delay), attempt: attempt))
    }

    /// Refused attempts at the task it stands at, since it last came there.
    private var attemptsSoFar: Int {
        instance.history.reversed().prefix { $0.task == instance.position && $0.what == "executionRefused" }.count
    }

    mutating func record(output: JSON) {
        guard let name = instance.position else { return }
        instance.tasks[name, default: .init()].output = output
    }

    var outOfStep: Refusal {
        Refusal(
            .bug, code: "workflow.outOfStep", "the instance \(instance.id) does not expect this",
            detail: "at \(instance.position ?? "-"), \(instance.state)")
    }
}

extension Refusal {
    /// Whether the same command may succeed later without anybody changing it.
    var mayPass: Bool {
        switch kind {
        case .unavailable, .limited, .conflict: true
        default: false
        }
    }

    var asDetail: JSON { ["code": .string(code), "message": .string(message)] }
}
