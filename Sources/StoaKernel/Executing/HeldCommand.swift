import JSONDocument
import StoaCommerce
import StoaExtension

/// A command that waits for a workflow: exactly what will run, for exactly the actor who asked for it.
public struct HeldCommand: Sendable, Hashable, Codable {
    /// The operation of `StoaWorkflows` that takes held commands over. It is never reachable from outside.
    public static let holder = "workflow.hold"

    public let workflow: String
    public let command: String
    public let input: JSON
    public let actor: Actor

    public init(workflow: String, command: String, input: JSON, actor: Actor) {
        self.workflow = workflow
        self.command = command
        self.input = input
        self.actor = actor
    }

    var json: JSON { (try? JSONValueEncoder().encode(self)) ?? .null }
}
