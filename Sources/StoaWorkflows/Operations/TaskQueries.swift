import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `task.get`: one task, for those who may decide it, asked for it, or administer the mall.
struct GetTask: Operation {
    let definition: OperationDefinition

    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<ApprovalTask>
        static let schema = Schema.object(
            title: "TaskQuery", fields: [.required("id", .string(minLength: 1, maxLength: 100), "the task")])
    }

    init(roles: Set<String>) {
        definition = OperationDefinition(
            "task.get", .query, "Shows an approval task and its decisions.", roles: roles, route: .init(.get, "/v1/tasks/{id}"),
            errors: ["approvalTask.notFound", "approval.notInPool"])
    }

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> TaskView {
        let task = try context.get(input.id, .pinned).value
        let actor = context.actor
        var mayRead =
            actor.isOperator || actor.id == task.requestedBy || task.pool.names(actor)
            || task.decisions.contains { $0.by == actor.id }
        if !mayRead, task.pool.condition != nil {
            mayRead = try task.admits(actor, try context.get(task.instance, .pinned).value, at: context.now)
        }
        guard mayRead else {
            throw .refused(Refusal(.forbidden, code: "approval.notInPool", "this task is not yours to see"))
        }
        return TaskView(task)
    }
}

/// `task.list`: the open tasks that wait for the asking person; for an administrator, all of them.
struct ListTasks: Operation {
    let definition: OperationDefinition

    struct Input: Codable, Sendable, SchemaDescribed {
        let limit: Int?
        let after: String?

        static let schema = Schema.object(
            title: "TaskListQuery",
            fields: [
                .optional("limit", .integer(minimum: 1, maximum: 200), "how many at most; 50 without it"),
                .optional("after", .string(maxLength: 400), "the 'next' of the page before"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let items: [TaskView]
        let next: String?

        static let schema = Schema.object(
            title: "TaskList",
            fields: [
                .required("items", .array(of: TaskView.schema), "open tasks"),
                .optional("next", .string(), "give it as 'after' for the next page"),
            ])
    }

    init(roles: Set<String>) {
        definition = OperationDefinition(
            "task.list", .query, "Lists the open approval tasks that you may decide.", roles: roles, route: .init(.get, "/v1/tasks"),
            errors: ["input.badCursor"])
    }

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let limit = input.limit ?? 50
        let actor = context.actor
        if actor.isOperator {
            let page = try context.list(ApprovalTask.self, where: "state", is: "open", after: input.after, limit: limit)
            return Output(items: page.items.map { TaskView($0.value) }, next: page.next)
        }
        // One list after the other: each of the person's roles, then the person, then what conditions decide.
        let lists = ApproverPool.lookupValues(of: actor)
        var (index, after) = try cursor(input.after, lists.count)
        var found: [TaskView] = []
        while index < lists.count {
            let page = try context.list(
                ApprovalTask.self, where: "openFor", is: lists[index], after: after, limit: limit - found.count)
            for item in page.items where try isShown(item.value, in: lists[index], of: lists, &context) {
                found.append(TaskView(item.value))
            }
            after = page.next
            if after == nil { index += 1 }
            if found.count >= limit { break }
        }
        let isLast = index >= lists.count
        return Output(items: found, next: isLast ? nil : "\(index):\(after ?? "")")
    }

    /// A task that stands in several of the person's lists is shown in the first; the maker's own is in none.
    private func isShown(
        _ task: ApprovalTask, in list: String, of lists: [String], _ context: inout DecisionContext
    ) throws(Interruption) -> Bool {
        guard task.requestedBy != context.actor.id, lists.first(where: task.pool.lookupValues.contains) == list else { return false }
        guard list == ApproverPool.anyone else { return true }
        return try task.admits(context.actor, try context.get(task.instance, .pinned).value, at: context.now)
    }

    private func cursor(_ text: String?, _ lists: Int) throws(Interruption) -> (Int, String?) {
        guard let text else { return (0, nil) }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), (0..<lists).contains(index) else {
            throw .refused(Refusal(.malformed, code: "input.badCursor", "'after' is not the 'next' of a page", hint: "leave it out"))
        }
        return (index, parts[1].isEmpty ? nil : String(parts[1]))
    }
}

extension Actor {
    /// Sees every task and instance, but decides only what is theirs to decide.
    var isOperator: Bool { roles.contains("admin") || kind == .system }
}

extension ApprovalTask {
    /// Whether the pool's condition admits the person; false for a pool without one.
    func admits(_ person: Actor, _ instance: WorkflowInstance, at now: Instant) throws(Interruption) -> Bool {
        guard let condition = pool.condition else { return false }
        var scope = instance.scope(at: now)
        scope.values["approver"] = person.asFacts
        do {
            let compiled = try WorkflowLanguage().expression(condition, over: .approver, isCondition: true)
            return try compiled.holds(in: scope)
        } catch {
            // A condition that cannot be judged admits nobody.
            throw .refused(
                Refusal(
                    .conflict, code: "approval.poolUnknown", "who may decide this cannot be told: the pool's condition fails",
                    hint: "ask the merchant to mend '\(workflow)'", detail: "\(error)"))
        }
    }
}
