import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// Plays one case against the step machine.
struct WorkflowTestRun {
    private let test: WorkflowTestCase
    private let machine: WorkflowMachine
    private var state: WorkflowState
    private var subject: WorkflowSubject
    private var now: Instant
    private var isHeld = false
    private var events: [String] = []
    private var executions = 0
    private var failures: [String] = []

    init(_ definition: WorkflowDefinition, _ test: WorkflowTestCase) {
        self.test = test
        machine = WorkflowMachine(definition)
        now = test.start
        guard case .before(let command, _) = definition.trigger else { preconditionFailure("a workflow is before a command") }
        subject = WorkflowSubject(
            kind: String(command.prefix { $0 != "." }), id: "subject", version: 1, hash: sha256Hex(test.subject.canonicalText),
            body: test.subject)
        let held = HeldCommand(workflow: definition.id, command: command, input: test.command, actor: test.actor)
        state = WorkflowState(
            instance: WorkflowInstance(
                id: ID(trusted: "wfi_test"), definition: definition, held: held, commandHash: sha256Hex(test.command.canonicalText),
                subject: subject, startedAt: test.start))
    }

    func outcome() -> WorkflowTests.Outcome {
        var run = self
        run.play()
        return .init(name: test.name, failures: run.failures)
    }

    private mutating func play() {
        let facts = GateFacts(command: test.command, actor: test.actor, decided: .object([:]), now: now)
        do { isHeld = try machine.definition.gate.applies(facts) } catch {
            failures.append("the condition before the command fails: \(error)")
            return
        }
        if isHeld {
            send(.started)
            for (index, step) in test.steps.enumerated() {
                play(step)
                check(step.expect, at: "after step \(index + 1)")
            }
        }
        check(test.expect, at: "at the end")
    }

    private mutating func play(_ step: WorkflowTestCase.Step) {
        switch step.action {
        case .after(let milliseconds): advance(to: now.advanced(byMilliseconds: milliseconds))
        case .subjectChanges:
            subject = WorkflowSubject(
                kind: subject.kind, id: subject.id, version: subject.version + 1, hash: subject.hash + "'", body: subject.body)
        case .decide(let person, let outcome, let comment, let refused):
            guard let task = state.openTask else {
                if refused != "approval.alreadyDecided" { failures.append("\(person.id) decides, but no task is open") }
                return
            }
            let isAdmitted = (try? task.admits(person, state.instance, at: now)) ?? false
            let decision = TaskDecision(by: person, outcome: outcome, comment: comment, subject: subject, isAdmitted: isAdmitted)
            send(.decided(decision), refused: refused)
        }
    }

    /// Every timer on the way rings at its own time.
    private mutating func advance(to end: Instant) {
        // A definition whose timers never end would keep the clock standing.
        for _ in 0..<10_000 {
            guard let wake = state.instance.wakeAt, wake <= end else { break }
            now = max(now, wake)
            send(.woke)
        }
        now = end
    }

    private mutating func send(_ event: WorkflowEvent, refused expected: String? = nil) {
        var next: WorkflowEvent? = event
        while let event = next {
            next = nil
            let step: WorkflowStep
            do { step = try machine.apply(event, to: state, at: now) } catch {
                if error.code != expected { failures.append("refused with \(error.code): \(error.message)") }
                return
            }
            state = step.state
            for action in step.actions { next = perform(action) ?? next }
        }
        if let expected { failures.append("should be refused with \(expected), but was accepted") }
        if let why = state.instance.unreachableBecause(openTask: state.openTask) { failures.append("the instance is stuck: \(why)") }
    }

    private mutating func perform(_ action: WorkflowAction) -> WorkflowEvent? {
        switch action {
        case .ask(let point, _, _): return .answered(test.answers[point.name])
        case .call(let command, _): return .called(.success(test.answers[command] ?? .object([:])))
        case .execute:
            executions += 1
            guard case .refused(let code, let mayPass) = test.execution else { return .called(.success(.object([:]))) }
            return .called(.failure(Refusal(mayPass ? .unavailable : .invalid, code: code, "refused by the test")))
        case .emit(let type, _, _): events.append(type)
        case .open, .update: break
        }
        return nil
    }

    private mutating func check(_ expect: WorkflowTestCase.Expectation, at place: String) {
        let instance = state.instance
        compare("held", expect.isHeld, isHeld, place)
        compare("state", expect.state, instance.state.rawValue, place)
        compare("outcome", expect.outcome, instance.outcome?.rawValue, place)
        compare("stage", expect.stage, state.openTask?.stage, place)
        compare("reason", expect.reason, instance.reason, place)
        compare("failure", expect.failure, instance.failure?.code, place)
        compare("executions", expect.executions, executions, place)
        if let expected = expect.events {
            compare("events", expected, events, place)
            events = []
        }
    }

    private mutating func compare<Value: Equatable>(_ name: String, _ expected: Value?, _ actual: Value?, _ place: String) {
        guard let expected, expected != actual else { return }
        failures.append("\(place): \(name) should be \(expected), but is \(actual.map { "\($0)" } ?? "nothing")")
    }
}
