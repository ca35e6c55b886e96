import JSONDocument
import StoaCommerce
import StoaExtension

/// A command or query of the mall: written once, and projected to HTTP, OpenAPI, the command line, workflows and plugins.
///
/// `decide` is pure. It sees the world only through its context, and is run again from the start whenever an answer
/// it asked for has come in, so it must not keep state between runs nor read a clock or random numbers.
public protocol Operation: Sendable {
    associatedtype Input: Codable & Sendable & SchemaDescribed
    associatedtype Output: Codable & Sendable & SchemaDescribed

    var definition: OperationDefinition { get }

    /// Comes to an output and, for a command, to the changes collected in `context`.
    ///
    /// - Throws: ``Interruption``: a question not answered yet, or the refusal of the command.
    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output
}

/// An operation whose caller sees more than anybody may store: a secret, say, that follows from a key of the host.
public protocol RevealingOperation: Operation {
    /// Adds to the output what only the caller may see. Applied after the commit, and again to the stored answer of a
    /// repeated request; journals and idempotency records keep what `decide` returned.
    func revealed(_ output: Output, in tenant: TenantID) -> Output
}

/// What is written once about an operation and read by every face of the platform.
public struct OperationDefinition: Sendable {
    /// A query changes nothing, but may count who asked (``DecisionContext/tally(_:)``).
    public enum Kind: String, Sendable { case command, query }

    /// `order.place`: the noun, then the verb. The name in permissions, journals, workflows and capabilities.
    public let name: String
    public let kind: Kind
    /// One sentence for the reader of the API.
    public let summary: String
    /// Roles that may run it, any one of them, where no permission of a rulebook says otherwise.
    public let roles: Set<String>
    /// Nil when the operation has no HTTP face of its own.
    public let route: Route?
    /// Types of the events that a success may emit.
    public let events: [String]
    /// Codes of the refusals that callers should expect beyond those of every operation.
    public let errors: [String]
    /// The status of success is 201 when the command makes a new noun.
    public let creates: Bool
    /// The largest body that those who may run it can send, where that is more than the server takes otherwise.
    public let bodyBytesMax: Int?
    /// The kind of the document that it is about.
    public let subject: String

    /// - Parameter subject: where it is not the noun of the name.
    public init(
        _ name: String, _ kind: Kind, _ summary: String, roles: Set<String>, route: Route? = nil, events: [String] = [],
        errors: [String] = [], creates: Bool = false, bodyBytesMax: Int? = nil, about subject: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.roles = roles
        self.route = route
        self.events = events
        self.errors = errors
        self.creates = creates
        self.bodyBytesMax = bodyBytesMax
        self.subject = subject ?? String(name.prefix { $0 != "." })
    }

    /// What permissions need to know of it.
    public var access: OperationAccess { OperationAccess(name: name, roles: roles) }

    /// The document that an input is about: named by the input's field of the subject's kind, or by `id`; nil where the
    /// input names none.
    public func subject(of input: JSON) -> DocumentKey? {
        guard let id = (input[subject] ?? input["id"])?.string, !id.isEmpty else { return nil }
        return DocumentKey(kind: subject, id: id)
    }

    /// `POST /v1/orders/{id}/refunds`; parameters in braces become fields of the input of the same name, and so do
    /// the query parameters of a GET.
    public struct Route: Sendable, Hashable {
        public enum Method: String, Sendable { case get = "GET", post = "POST", put = "PUT", delete = "DELETE" }
        public let method: Method
        public let path: String

        public init(_ method: Method, _ path: String) {
            self.method = method
            self.path = path
        }
    }
}

/// An operation with its types erased: JSON in, JSON out.
public struct AnyOperation: Sendable {
    public let definition: OperationDefinition
    public let inputSchema: Schema
    public let outputSchema: Schema
    let run: @Sendable (JSON, inout DecisionContext) throws(Interruption) -> JSON
    /// Nil when the output is all there is to see.
    let reveal: (@Sendable (JSON, TenantID) -> JSON)?

    public init<O: Operation>(_ operation: O) { self.init(operation, reveal: nil) }

    public init<O: RevealingOperation>(_ operation: O) {
        self.init(operation) { json, tenant in
            guard let output = try? JSONValueDecoder().decode(O.Output.self, from: json) else { return json }
            return (try? JSONValueEncoder().encode(operation.revealed(output, in: tenant))) ?? json
        }
    }

    private init<O: Operation>(_ operation: O, reveal: (@Sendable (JSON, TenantID) -> JSON)?) {
        self.reveal = reveal
        definition = operation.definition
        inputSchema = O.Input.schema
        outputSchema = O.Output.schema
        run = { (json: JSON, context: inout DecisionContext) throws(Interruption) -> JSON in
            let input: O.Input
            do throws(JSONDecodingError) { input = try JSONValueDecoder().decode(O.Input.self, from: json) } catch {
                let violation = SchemaViolation(pointer: error.pointer, code: error.code, message: error.message, hint: error.hint)
                throw .refused(Refusal(.invalid, code: error.code, error.message, hint: error.hint, violations: [violation]))
            }
            let output = try operation.decide(input, &context)
            do { return try JSONValueEncoder().encode(output) } catch {
                throw .refused(Refusal(.bug, code: "output.malformed", "the answer could not be written", detail: "\(error)"))
            }
        }
    }
}
