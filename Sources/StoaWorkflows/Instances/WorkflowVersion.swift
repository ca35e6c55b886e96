import StoaCommerce

/// The file of a definition as it was when an instance started with it. Written once, never changed.
public struct WorkflowVersion: Noun {
    public static let kind = "workflowVersion"
    public static let idPrefix = "wfv"

    public let id: ID<WorkflowVersion>
    public let workflow: String
    public let version: String
    public let source: String

    public init(_ definition: WorkflowDefinition) {
        id = WorkflowVersion.id(hash: definition.hash)
        workflow = definition.id
        version = definition.version
        source = definition.source
    }

    /// The id follows from the content, so the same file is one document however often it is used.
    static func id(hash: String) -> ID<WorkflowVersion> { ID(trusted: "wfv_" + hash) }

    public var keys: [LookupKey] { [LookupKey("workflow", workflow)] }
}
