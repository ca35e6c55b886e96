import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

extension DecisionContext {
    /// An instance with its open task, both of which must still be the same at the commit.
    mutating func storedWorkflow(_ id: ID<WorkflowInstance>) throws(Interruption) -> WorkflowRunner.Stored {
        let instance = try get(id)
        guard case .approval(let task, _, _)? = instance.value.wait else { return .init(instance: instance, task: nil) }
        return .init(instance: instance, task: try get(task))
    }

    /// The definition that an instance keeps.
    mutating func definition(of instance: WorkflowInstance, _ catalog: WorkflowCatalog) throws(Interruption) -> WorkflowDefinition {
        let hash = String(instance.definition.text.dropFirst(WorkflowVersion.idPrefix.count + 1))
        if let known = catalog.definition(hash: hash) { return known }
        let version = try get(instance.definition, .pinned).value
        do { return try catalog.definition(version, hash: hash) } catch {
            throw .refused(
                Refusal(
                    .bug, code: "workflow.unreadableVersion",
                    "the workflow '\(instance.workflow)' \(instance.version) cannot be read any more",
                    detail: "\(error)"))
        }
    }

    /// The document a command is about.
    mutating func subject(of command: String, _ input: JSON) throws(Interruption) -> WorkflowSubject? {
        guard let key = subjectKey(of: command, input) else { return nil }
        return try subject(key)
    }

    mutating func subject(_ key: DocumentKey) throws(Interruption) -> WorkflowSubject? {
        guard let document = try document(key), let body = document.body else { return nil }
        return WorkflowSubject(
            kind: key.kind, id: key.id, version: document.version, hash: sha256Hex(body.canonicalText), body: body)
    }
}
