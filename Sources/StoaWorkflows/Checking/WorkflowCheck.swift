import Diagnostics

/// What can be known about a definition before it ever runs.
public enum WorkflowCheck {
    /// Findings about the flow itself: targets, order, ends, and approvals that nobody could give.
    ///
    /// Codes: `workflow.unknownTarget`, `workflow.backwardTarget`, `workflow.fallsThrough`, `workflow.unreachableTask`,
    /// `workflow.neverExecutes` (a warning), `workflow.neverApprovable`, `workflow.noSureStage` (a warning).
    public static func findings(of definition: WorkflowDefinition, in source: SourceText?) -> [Diagnostic] {
        var check = FlowCheck(definition: definition, source: source)
        check.targets()
        check.falls()
        if check.findings.isEmpty { check.reach() }
        check.approvals()
        return check.findings
    }

    /// Findings about several definitions of one mall, and about commands that do not exist.
    ///
    /// Codes: `workflow.commandHeldTwice`, `workflow.duplicateID`, `workflow.unknownCommand`.
    /// - Parameter commands: names that may be held and called; nil when they are not known here.
    public static func findings(among definitions: [WorkflowDefinition], commands: [String]? = nil) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        var holders: [String: String] = [:]
        var ids: Set<String> = []
        for definition in definitions.sorted(by: { $0.id < $1.id }) {
            if !ids.insert(definition.id).inserted {
                findings.append(Diagnostic(code: "workflow.duplicateID", "there are two workflows '\(definition.id)'", hint: "rename one"))
            }
            guard case .before(let command, _) = definition.trigger else { continue }
            if let other = holders.updateValue(definition.id, forKey: command) {
                findings.append(
                    Diagnostic(
                        code: "workflow.commandHeldTwice", "'\(other)' and '\(definition.id)' both hold '\(command)'",
                        hint: "join them into one workflow"))
            }
            guard let commands else { continue }
            let called = definition.tasks.compactMap { task -> (String, WorkflowTask)? in
                if case .call(let call) = task.action, case .command(let name) = call.callee { (name, task) } else { nil }
            }
            for (name, task) in [(command, nil)] + called.map({ ($0.0, Optional($0.1)) }) where !commands.contains(name) {
                findings.append(
                    Diagnostic(
                        code: "workflow.unknownCommand", "'\(definition.id)' names the command '\(name)', which does not exist",
                        hint: suggestion(for: name, among: commands), source: SourceText(name: definition.id, text: definition.source),
                        span: task?.span))
            }
        }
        return findings
    }
}

private struct FlowCheck {
    let definition: WorkflowDefinition
    let source: SourceText?
    var findings: [Diagnostic] = []

    mutating func targets() {
        let positions = Dictionary(definition.tasks.enumerated().map { ($1.name, $0) }) { first, _ in first }
        for (index, task) in definition.tasks.enumerated() {
            for case .task(let name) in allTargets(of: task) {
                guard let position = positions[name] else {
                    report(
                        "unknownTarget", "'\(task.name)' leads to '\(name)', which is no task of this list", at: task,
                        hint: suggestion(for: name, among: Array(positions.keys) + ["end", "fail"]))
                    continue
                }
                if position <= index {
                    report(
                        "backwardTarget", "'\(task.name)' leads back to '\(name)', and nothing bounds the loop", at: task,
                        hint: "lead forwards only; this version runs no loops")
                }
            }
        }
    }

    /// A task that somebody leads to is not also run by whatever happens to stand above it.
    mutating func falls() {
        let targeted = Set(definition.tasks.flatMap(allTargets))
        for (task, next) in zip(definition.tasks, definition.tasks.dropFirst()) where task.continues && task.then == nil {
            guard targeted.contains(.task(next.name)) else { continue }
            report(
                "fallsThrough", "'\(task.name)' runs on into '\(next.name)', which others lead to", at: task,
                hint: "write then: \(next.name), or then: end")
        }
    }

    mutating func reach() {
        var reached: Set<String> = []
        var open: [WorkflowTarget] = definition.tasks.first.map { [.task($0.name)] } ?? []
        while let target = open.popLast() {
            guard case .task(let name) = target, reached.insert(name).inserted, let task = definition[task: name] else { continue }
            open += task.ownTargets + (task.continues ? [definition.successor(of: task)] : [])
        }
        for task in definition.tasks where !reached.contains(task.name) {
            report("unreachableTask", "nothing leads to '\(task.name)'", at: task, hint: "lead to it, or remove it")
        }
        let executes = definition.tasks.contains { task in
            if case .execute = task.action { reached.contains(task.name) } else { false }
        }
        if !executes {
            report("neverExecutes", "no way leads to 'execute: command', so the held command can never run", at: nil, .warning)
        }
    }

    mutating func approvals() {
        for (name, approval) in definition.approvals {
            let task = definition[task: name]
            if approval.stages.allSatisfy({ $0.when != nil }) {
                report(
                    "noSureStage", "every stage of '\(name)' has a condition; when none holds, the instance fails", at: task, .warning,
                    hint: "leave one stage without 'when'")
            }
            for stage in approval.stages {
                var pool = stage.by
                if let escalation = approval.escalate { pool.admit(escalation.to) }
                guard pool.roles.isEmpty, pool.condition == nil, pool.users.count < stage.need else { continue }
                report(
                    "neverApprovable", "the stage '\(stage.name)' needs \(stage.need) to approve, but only \(pool.users.count) are named",
                    at: task, hint: "name more people, or need fewer")
            }
        }
    }

    private func allTargets(of task: WorkflowTask) -> [WorkflowTarget] { task.ownTargets + (task.then.map { [$0] } ?? []) }

    private mutating func report(
        _ what: String, _ message: String, at task: WorkflowTask?, _ severity: Severity = .error, hint: String? = nil
    ) {
        findings.append(
            Diagnostic(severity, code: "workflow.\(what)", message, hint: hint, source: source, span: task?.span))
    }
}
