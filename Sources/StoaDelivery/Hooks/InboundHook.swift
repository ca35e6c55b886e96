import JSONDocument
import StoaCommerce
import StoaKernel

/// An address at which somebody outside tells the mall what happened: `POST /v1/hooks/{tenant}/{name}`.
public struct InboundHook: Noun {
    public static let kind = "inboundHook"
    public static let idPrefix = "hok"

    public enum Scheme: String, Sendable, Codable, CaseIterable { case standard }

    /// The name in the address.
    public let id: ID<InboundHook>
    public let scheme: Scheme
    public let mappings: [Mapping]
    public internal(set) var generation: Int64
    public let createdAt: Instant

    /// Which command an event runs, and how its input is made of the event's data.
    public struct Mapping: Sendable, Hashable, Codable {
        public let event: String
        public let command: String
        /// JSON Pointers: a place of the command's input, and the place of the data it is filled from. Nil passes the
        /// data on as it is.
        public let fields: [String: String]?

        public init(event: String, command: String, fields: [String: String]? = nil) {
            self.event = event
            self.command = command
            self.fields = fields
        }
    }

    /// What a payment provider is expected to say: `data` is the input of `payment.capture`.
    public static let paymentMappings = [Mapping(event: "payment.captured", command: "payment.capture")]

    func secret(_ keys: WebhookKeys, in tenant: TenantID) -> WebhookSecret {
        keys.secret(of: "hook/\(id)", in: tenant, generation: generation)
    }
}

extension InboundHook.Mapping: SchemaDescribed {
    public static var schema: Schema {
        .object(
            title: "HookMapping",
            fields: [
                .required("event", .string(minLength: 1, maxLength: 100), "the type of the event"),
                .required("command", .string(minLength: 1, maxLength: 100), "the command it runs, as the system"),
                .optional(
                    "fields", .dictionary(of: .string()), "JSON Pointers into the input, each with the place of the data it is filled from"),
            ])
    }

    /// The command's input.
    ///
    /// - Throws: `hook.missingField` for data without a place that the mapping names.
    func input(from data: JSON) throws(Refusal) -> JSON {
        guard let fields else { return data }
        var input: JSON = .object([:])
        for (target, source) in fields.sorted(by: { $0.key < $1.key }) {
            guard let to = JSONPointer(target), let from = JSONPointer(source) else {
                throw Refusal(.invalid, code: "hook.malformedMapping", "'\(target)' or '\(source)' is not a JSON Pointer")
            }
            guard let value = data[from] else {
                throw Refusal(.invalid, code: "hook.missingField", "the data has nothing at '\(source)'")
            }
            input = input.setting(value, at: to.tokens[...])
        }
        return input
    }
}

extension JSON {
    fileprivate func setting(_ value: JSON, at tokens: ArraySlice<String>) -> JSON {
        guard let name = tokens.first else { return value }
        var copy = object == nil ? JSON.object([:]) : self
        copy[name] = (copy[name] ?? .object([:])).setting(value, at: tokens.dropFirst())
        return copy
    }
}
