import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `coupon.attempts`: why a customer's codes are all refused at the moment, for the staff.
struct GetCodeAttempts: Operation {
    let keys: CouponKeys

    struct Input: Codable, Sendable, SchemaDescribed {
        let customer: ID<Customer>

        static let schema = Schema.object(title: "CodeAttemptsQuery", fields: [.required("customer", .id)])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let refused: Int
        let most: Int
        let until: Instant?
        let code: String?

        static let schema = Schema.object(
            title: "CodeAttempts",
            fields: [
                .required("refused", .integer(minimum: 0), "different codes that were refused in the current window"),
                .required("most", .integer(minimum: 1), "how many are borne; afterwards every code is refused, good ones too"),
                .optional("until", .instant, "when the window ends and counting starts anew"),
                .optional("code", .constant(.string(CodeAttempts.usedUp)), "stated while every code is refused"),
            ])
    }

    let definition = OperationDefinition(
        "coupon.attempts", .query, "Tells how many refused codes a customer gave lately.", roles: ["admin", "support"],
        route: .init(.get, "/v1/customers/{customer}/coupon-attempts"), errors: ["customer.notFound"], about: Customer.kind)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let (_, counted) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> Versioned<Customer> in try context.get(input.customer, .pinned) },
            { (context: inout DecisionContext) throws(Interruption) -> [CodeAttempts.Counted] in
                try keys.attempts(of: [.customer(input.customer.text)], &context)
            })
        let (attempts, isUsedUp) = (counted[0].found.value, counted[0].isUsedUp)
        return Output(
            refused: attempts.refused.count, most: AttemptBudget.customerMax, until: attempts.refused.isEmpty ? nil : attempts.until,
            code: isUsedUp ? CodeAttempts.usedUp : nil)
    }
}
