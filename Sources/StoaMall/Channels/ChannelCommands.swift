import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `channel.create`: opens a shop front.
struct CreateChannel: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<Channel>
        let name: String
        let currency: Currency
        let shipping: [ShippingOption]
        let pricesInclude: PriceBasis
        let zone: String
        let region: String?

        static let schema = Schema.object(
            title: "ChannelCreation",
            fields: [
                .required("id", .id), .required("name", .string(minLength: 1, maxLength: 200)),
                .required("currency", .currency, "of every price shown in it"),
                .required(
                    "shipping",
                    .array(
                        of: .object(fields: [
                            .required("method", .string(minLength: 1, maxLength: 60)),
                            .required("price", .integer(minimum: 0, maximum: Money.amountMax), "minor units"),
                        ]), maxItems: 50)),
                .required("pricesInclude", .oneOf(PriceBasis.self), "net or gross"),
                .required("zone", .string(minLength: 1, maxLength: 60), "IANA time zone, e.g. Asia/Seoul"),
                .optional(
                    "region", .string(minLength: 1, maxLength: 60), "whose law holds for its records, as retention rules name it: KR"),
            ])
    }

    let definition = OperationDefinition(
        "channel.create", .command, "Opens a channel.", roles: ["admin"], route: .init(.post, "/v1/channels"), creates: true)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> NounReference {
        guard try context.find(input.id) == nil else {
            throw .refused(Refusal(.conflict, code: "channel.exists", "there is a channel '\(input.id)' already"))
        }
        try context.create(
            Channel(
                id: input.id, name: input.name, currency: input.currency, shipping: input.shipping,
                pricesInclude: input.pricesInclude, zone: input.zone, region: input.region))
        return NounReference(id: input.id.text, version: 1)
    }
}

/// `seller.create`: registers an approved seller. Onboarding with its checks is a workflow on top of it.
struct CreateSeller: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<Seller>
        let name: String

        static let schema = Schema.object(
            title: "SellerCreation",
            fields: [.required("id", .id), .required("name", .string(minLength: 1, maxLength: 200))])
    }

    let definition = OperationDefinition(
        "seller.create", .command, "Registers a seller.", roles: ["admin"], route: .init(.post, "/v1/sellers"), creates: true)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> NounReference {
        guard try context.find(input.id) == nil else {
            throw .refused(Refusal(.conflict, code: "seller.exists", "there is a seller '\(input.id)' already"))
        }
        try context.create(Seller(id: input.id, name: input.name, state: .approved))
        return NounReference(id: input.id.text, version: 1)
    }
}
