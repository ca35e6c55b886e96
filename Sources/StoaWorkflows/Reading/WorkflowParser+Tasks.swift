import Diagnostics
import JSONDocument
import StoaExtension
import StrictYAML

extension WorkflowParser {
    private static let kinds = ["call", "switch", "approve", "execute", "refuse", "set", "wait", "emit", "raise"]
    private static let unsupported = [
        "for", "fork", "try", "catch", "listen", "run", "do", "compensate", "if", "while", "input", "output", "export",
    ]

    func task(_ entry: YAMLEntry, _ body: YAMLValue) -> WorkflowTask? {
        body.mapping { fields -> WorkflowTask? in
            refuse(WorkflowParser.unsupported, in: fields)
            if WorkflowParser.unsupported.contains(where: fields.has), !WorkflowParser.kinds.contains(where: fields.has) { return nil }
            guard let (kind, value) = fields.exactlyOne(of: WorkflowParser.kinds) else { return nil }
            let then = fields.optional("then").flatMap(target)
            guard let action = action(kind, value, fields) else { return nil }
            let task = WorkflowTask(entry.key, action, then: then, span: entry.keySpan)
            if then != nil, !task.continues {
                body.report("uselessThen", "'\(kind)' says by itself where it leads", hint: "remove 'then'")
            }
            return task
        }
    }

    private func action(_ kind: String, _ value: YAMLValue, _ fields: YAMLMappingReader) -> WorkflowTask.Action? {
        switch kind {
        case "call": call(value, fields)
        case "switch": branches(value)
        case "approve": approval(value, outcomes: fields.required("outcomes")).map { .approve($0) }
        case "execute": heldCommand(value, "execute").map { _ in .execute(fields.optional("retry").flatMap(retry) ?? .never) }
        case "refuse":
            heldCommand(value, "refuse").flatMap { _ in
                fields.required("reason").flatMap { template($0) }.map { .refuse(reason: $0) }
            }
        case "set":
            value.mapping { variables in
                variables.all.compactMap { entry, value in template(value).map { .init(entry.key, $0) } }
            }.map { .set($0) }
        case "wait": duration(value).map { .wait(milliseconds: $0) }
        case "emit": emit(value)
        case "raise": raise(value)
        default: nil
        }
    }

    private func heldCommand(_ value: YAMLValue, _ verb: String) -> Bool? {
        value.parsed("'command'", hint: "write \(verb): command") { $0 == "command" ? true : nil }
    }

    private func call(_ value: YAMLValue, _ fields: YAMLMappingReader) -> WorkflowTask.Action? {
        let name = value.parsed("a command or an extension point", hint: "write it like ai.fraud", commandName)
        let input = fields.optional("with").flatMap { template($0) } ?? WorkflowExpression(constant: .object([:]))
        let timeout = fields.optional("timeout").flatMap(duration)
        let otherwise = fields.optional("otherwise").flatMap { template($0) }
        guard let name else { return nil }
        guard let point = ExtensionPoint.named(name) else {
            if timeout != nil { value.report("uselessTimeout", "a command of this mall needs no timeout", hint: "remove 'timeout'") }
            return .call(.init(.command(name), input: input, otherwise: otherwise))
        }
        return .call(
            .init(.point(point), input: input, timeoutMilliseconds: timeout.map { Int($0) }, otherwise: otherwise))
    }

    private func branches(_ value: YAMLValue) -> WorkflowTask.Action? {
        var otherwise: WorkflowTarget?
        var isComplete = true
        let branches = value.list(countMax: 100) { item -> WorkflowTask.Branch? in
            guard let entries = item.node.entries, entries.count == 1, let entry = entries.first else {
                item.report("notABranch", "a branch is one name with 'when' and 'then'", hint: "write: - name: { when: …, then: … }")
                return nil
            }
            let body = YAMLValue(node: entry.value, name: "the branch '\(entry.key)'", reader: reader)
            if entry.key == "else" {
                otherwise = target(body)
                isComplete = isComplete && otherwise != nil
                return nil
            }
            if otherwise != nil {
                item.report("branchAfterElse", "no case behind 'else' is ever looked at", hint: "move 'else' to the end")
            }
            return body.mapping { fields in
                let when = fields.required("when").flatMap { condition($0) }
                let then = fields.required("then").flatMap(target)
                guard let when, let then else { return nil }
                return .init(entry.key, when: when, then: then)
            }
        }
        guard let branches else { return nil }
        guard let otherwise else {
            if isComplete { value.report("noElse", "a switch needs an 'else'", hint: "add: - else: TASK") }
            return nil
        }
        return .branch(branches, otherwise: otherwise)
    }

    private func emit(_ value: YAMLValue) -> WorkflowTask.Action? {
        value.mapping { fields in
            let type = fields.required("type")?.parsed("an event type", hint: "write it like refund.reviewed", commandName)
            let data = fields.optional("data").flatMap { template($0) } ?? WorkflowExpression(constant: .object([:]))
            return type.map { .emit(type: $0, data: data) }
        }
    }

    private func raise(_ value: YAMLValue) -> WorkflowTask.Action? {
        value.mapping { fields in
            let code = fields.required("code")?.parsed("an error code", hint: "write it like refund.suspicious", commandName)
            let message = fields.required("message").flatMap { template($0) }
            guard let code, let message else { return nil }
            return .raise(code: code, message: message)
        }
    }

    private func retry(_ value: YAMLValue) -> RetryPolicy? {
        value.mapping { fields in
            let limit = fields.required("limit")?.integer(in: 1...100)
            let backoff = fields.optional("backoff").flatMap { $0.oneOf(RetryPolicy.Backoff.self) } ?? .exponential
            let delay = fields.optional("delay").flatMap(duration) ?? 10_000
            return limit.map { RetryPolicy(limit: $0, backoff: backoff, delayMilliseconds: delay) }
        }
    }
}

extension WorkflowParser {
    func target(_ value: YAMLValue) -> WorkflowTarget? {
        value.string().map { text in
            switch text {
            case "end": .end
            case "fail": .fail
            default: .task(text)
            }
        }
    }

    func duration(_ value: YAMLValue) -> Int64? {
        value.parsed("a duration", hint: "write ISO 8601 in weeks, days, hours, minutes or seconds: PT24H", ISODuration.milliseconds)
    }

    func condition(_ value: YAMLValue, over names: WorkflowLanguage.Names = .instance) -> WorkflowExpression? {
        guard let text = value.string() else { return nil }
        do { return try language.expression(text, over: names, isCondition: true) } catch {
            reader.report(error.diagnostics, within: value.node)
            return nil
        }
    }

    func expression(_ value: YAMLValue) -> WorkflowExpression? {
        guard let text = value.string() else { return nil }
        do { return try language.expression(text, over: .instance) } catch {
            reader.report(error.diagnostics, within: value.node)
            return nil
        }
    }

    /// A value of any shape, in which scalars may hold `${ … }`.
    func template(_ value: YAMLValue) -> WorkflowExpression? {
        guard value.isReadable else { return nil }
        return WorkflowTemplate(parser: self).expression(value.node)
    }
}
