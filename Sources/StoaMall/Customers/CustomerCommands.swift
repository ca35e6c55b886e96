import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `customer.put`: registers a buyer, or changes what rules know about one.
struct PutCustomer: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<Customer>
        let tier: String
        let segments: [String]

        static let schema = Schema.object(
            title: "CustomerPut",
            fields: [
                .required("id", .id), .required("tier", .string(minLength: 1, maxLength: 60), "standard, silver, vip…"),
                .required("segments", .array(of: .string(minLength: 1, maxLength: 60), maxItems: 100)),
            ])
    }

    let definition = OperationDefinition(
        "customer.put", .command, "Registers a customer, or changes tier and segments.", roles: ["admin", "support"],
        route: .init(.post, "/v1/customers"), creates: true)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> NounReference {
        if var known = try context.find(input.id) {
            known.value.tier = input.tier
            known.value.segments = input.segments
            try context.update(known)
            return NounReference(id: input.id.text, version: known.version + 1)
        }
        try context.create(Customer(id: input.id, tier: input.tier, segments: input.segments, state: .member))
        return NounReference(id: input.id.text, version: 1)
    }
}

/// Which version of which noun a command has made.
struct NounReference: Codable, Sendable, SchemaDescribed {
    let id: String
    let version: Int64

    static let schema = Schema.object(
        title: "Reference", fields: [.required("id", .id), .required("version", .integer(minimum: 1))])
}
