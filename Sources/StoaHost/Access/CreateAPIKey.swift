import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `apiKey.create`: lets the holder of a key act as somebody.
///
/// Takes the hash, never the key, so that no journal and no log can hold one.
public struct CreateAPIKey: Operation {
    public struct Input: Codable, Sendable, SchemaDescribed {
        /// SHA-256 of the key's text, hex.
        public let hash: String
        public let name: String
        public let kind: Kind
        /// `usr_…` or `cus_…`.
        public let actor: String
        public let roles: [String]
        public let seller: String?

        /// The kinds of actor that come in from outside; workflows, plugins and the system never hold a key.
        public enum Kind: String, Codable, Sendable, CaseIterable { case user, customer }

        public static var schema: Schema {
            .object(
                title: "APIKeyGrant",
                fields: [
                    .required("hash", .string(minLength: 64, maxLength: 64), "SHA-256 of the key's text, hex."),
                    .required("name", .string(minLength: 1, maxLength: 100), "What people call the key."),
                    .required("kind", .oneOf(Kind.self)),
                    .required("actor", .string(minLength: 1, maxLength: 100), "Whom the holder acts as: `usr_…` or `cus_…`."),
                    .required("roles", .array(of: .string(minLength: 1, maxLength: 50), maxItems: 50)),
                    .optional("seller", .string(minLength: 1, maxLength: 100), "The seller whose data a seller's key may touch."),
                ])
        }

        public init(key: APIKeyText, name: String, kind: Kind, actor: String, roles: [String], seller: String? = nil) {
            hash = key.id.text
            self.name = name
            self.kind = kind
            self.actor = actor
            self.roles = roles
            self.seller = seller
        }
    }

    public struct Output: Codable, Sendable, SchemaDescribed {
        public let id: String

        public static var schema: Schema {
            .object(title: "APIKeyID", fields: [.required("id", String.self, "The key's hash.")])
        }
    }

    public init() {}

    public let definition = OperationDefinition(
        "apiKey.create", .command, "Lets the holder of a key act as a user or customer with the given roles.",
        roles: ["admin"], route: .init(.post, "/v1/apiKeys"), errors: ["apiKey.malformedHash"], creates: true)

    public func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        guard input.hash.utf8.count == 64, input.hash.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
            throw .refused(
                Refusal(
                    .invalid, code: "apiKey.malformedHash", "a key's hash has 64 lower-case hexadecimal digits",
                    hint: "send the SHA-256 of the key, not the key"))
        }
        let id = ID<APIKey>(trusted: input.hash)
        if try context.find(id) == nil {
            let actor = Actor(
                kind: input.kind == .user ? .user : .customer, id: input.actor, roles: Set(input.roles), seller: input.seller)
            try context.create(APIKey(id: id, name: input.name, actor: actor, createdAt: context.now))
        }
        return Output(id: id.text)
    }
}
