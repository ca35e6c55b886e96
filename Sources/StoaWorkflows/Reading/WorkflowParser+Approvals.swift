import Diagnostics
import StrictYAML

extension WorkflowParser {
    func approval(_ value: YAMLValue, outcomes: YAMLValue?) -> Approval? {
        let leads = outcomes.flatMap(targets)
        return value.mapping { fields -> Approval? in
            refuse(["parallel", "delegation", "calendar", "quorum", "weights"], in: fields)
            let stages = fields.required("stages").flatMap(stages)
            let exclude = fields.optional("exclude").flatMap { $0.listOrOne(countMax: 20) { expression($0) } } ?? []
            let remind = fields.optional("remind").flatMap(reminder)
            let escalate = fields.optional("escalate").flatMap(escalation)
            let due = fields.optional("due").flatMap(deadline)
            let comment = fields.optional("commentOnRejection").flatMap { $0.bool() } ?? true
            guard let stages, !stages.isEmpty, let leads else { return nil }
            if leads.expired != nil, due == nil {
                outcomes?.report("uselessOutcome", "nothing expires without 'due'", hint: "add due: { after: PT48H, outcome: rejected }")
            }
            return Approval(
                stages: stages, exclude: exclude, remind: remind, escalate: escalate, due: due,
                isCommentRequiredOnRejection: comment, approved: leads.approved, rejected: leads.rejected,
                expired: leads.expired)
        }
    }

    private func targets(_ value: YAMLValue) -> (approved: WorkflowTarget, rejected: WorkflowTarget, expired: WorkflowTarget?)? {
        value.mapping { fields in
            // A void approval is opened again and an approval is only cancelled by an operator: both have one meaning.
            refuse(["voided", "cancelled"], in: fields)
            let approved = fields.required("approved").flatMap(target)
            let rejected = fields.required("rejected").flatMap(target)
            let expired = fields.optional("expired").flatMap(target)
            guard let approved, let rejected else { return nil }
            return (approved, rejected, expired)
        }
    }

    private func stages(_ value: YAMLValue) -> [Approval.Stage]? {
        var names: Set<String> = []
        let stages = value.list(countMax: 20) { item in
            item.mapping { fields -> Approval.Stage? in
                let name = fields.required("name")?.string()
                let when = fields.optional("when").flatMap { condition($0) }
                let by = fields.required("by").flatMap(pool)
                let need = fields.optional("need").flatMap(need) ?? 1
                guard let name, let by else { return nil }
                if !names.insert(name).inserted { item.report("duplicateStage", "there are two stages '\(name)'", hint: "rename one") }
                return Approval.Stage(name, by: by, need: need, when: when)
            }
        }
        if let stages, stages.isEmpty, !reader.hasErrors { value.report("empty", "an approval has at least one stage") }
        return stages
    }

    private func need(_ value: YAMLValue) -> Int? {
        if let text = value.node.text, text == "all" || text.hasSuffix("%") {
            value.report("notSupported", "a quorum of '\(text)' is not run by this version", hint: "write how many people must approve")
            return nil
        }
        return value.integer(in: 1...50)
    }

    private func pool(_ value: YAMLValue) -> ApproverPool? {
        value.mapping { fields -> ApproverPool? in
            guard let (kind, members) = fields.exactlyOne(of: ["role", "users", "where"]) else { return nil }
            switch kind {
            case "role": return members.listOrOne(countMax: 20) { $0.string() }.map { ApproverPool(roles: $0) }
            case "users": return members.listOrOne(countMax: 100) { $0.string() }.map { ApproverPool(users: Array(Set($0)).sorted()) }
            default:
                guard condition(members, over: .approver) != nil, let text = members.string() else { return nil }
                return ApproverPool(condition: text)
            }
        }
    }

    private func reminder(_ value: YAMLValue) -> Approval.Reminder? {
        value.mapping { fields in
            let after = fields.required("after").flatMap(duration)
            let every = fields.optional("every").flatMap(duration)
            return after.map { .init(afterMilliseconds: $0, everyMilliseconds: every) }
        }
    }

    private func escalation(_ value: YAMLValue) -> Approval.Escalation? {
        value.mapping { fields in
            let after = fields.required("after").flatMap(duration)
            let to = fields.required("to").flatMap(pool)
            guard let after, let to else { return nil }
            return .init(afterMilliseconds: after, to: to)
        }
    }

    private func deadline(_ value: YAMLValue) -> Approval.Due? {
        value.mapping { fields in
            let after = fields.required("after").flatMap(duration)
            let outcome = fields.required("outcome").flatMap { $0.oneOf(DecisionOutcome.self) }
            guard let after, let outcome else { return nil }
            return .init(afterMilliseconds: after, outcome: outcome)
        }
    }
}
