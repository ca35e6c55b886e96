import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `promotion.analytics`: what promotions have done, counted from the events of orders. Every amount is exact; an average
/// is its sum divided once, half to even.
struct GetPromotionAnalytics: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let rulebook: ID<RulebookVersion>?
        let experiment: ID<Experiment>?
        let promotion: String?
        let limit: Int?
        let after: String?

        static let schema = Schema.object(
            title: "PromotionAnalyticsQuery",
            fields: [
                .optional("rulebook", RulebookSchemas.id, "only orders by this version"),
                .optional("experiment", .id, "only orders of this experiment, one report an arm"),
                .optional("promotion", .id, "only this one; it need not be in force any more"),
                .optional("limit", .integer(minimum: 1, maximum: 100), "promotions a page, 50 when absent"),
                .optional("after", .string(maxLength: 100), "the `next` of the page before"),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let reports: [PromotionReport]
        let upliftOfCandidate: [MoneyOf]?
        let next: String?

        struct MoneyOf: Codable, Sendable {
            let currency: Currency
            let amount: Int64
        }

        static let schema = Schema.object(
            title: "PromotionAnalytics",
            fields: [
                .required("reports", .array(of: PromotionReport.schema), "one; of an experiment one an arm, the control first"),
                .optional(
                    "upliftOfCandidate",
                    .array(
                        of: .object(fields: [
                            .required("currency", .currency),
                            .required("amount", .minorUnits("of the average order, candidate less control")),
                        ])), "of an experiment whose arms both have paid orders"),
                .optional("next", .string(), "give it as `after` for the next page of promotions"),
            ])
    }

    let definition = OperationDefinition(
        "promotion.analytics", .query, "Tells how often promotions were given, used and refused, and what they did to orders.",
        roles: RulebookSchemas.readers, route: .init(.get, "/v1/analytics/promotions"),
        errors: ["rulebook.notFound", "experiment.notFound"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let subject = try subject(input, &context)
        let rest = subject.rules.drop { rule in input.after.map { rule <= $0 } ?? false }
        let rules = Array(rest.prefix(input.limit ?? 50))
        let currencies = try context.currencies()
        // Ask for everything at once; each report then finds its answers.
        let reports = subject.scopes.map { PromotionReport.Reader(scope: $0, rules: rules, currencies: currencies) }
        _ = try context.balances(reports.flatMap(\.accounts))
        var read: [PromotionReport] = []
        for report in reports { read.append(try report.report(&context)) }
        return Output(
            reports: read, upliftOfCandidate: read.count == 2 ? uplift(read[1], over: read[0]) : nil,
            next: rest.count > rules.count ? rules.last : nil)
    }

    private func subject(
        _ input: Input, _ context: inout DecisionContext
    ) throws(Interruption) -> (scopes: [PromotionCounters.Scope], rules: [String]) {
        var scopes: [PromotionCounters.Scope] = [.everything]
        var books: [Rulebook] = []
        if let id = input.experiment {
            let experiment = try context.get(id, .pinned).value
            scopes = Quote.Arm.Name.allCases.map { .arm(Quote.Arm(experiment: id.text, arm: $0)) }
            for version in [experiment.control, experiment.candidate] { books.append(try rulebooks.book(version, &context)) }
        } else if let id = input.rulebook {
            scopes = [.rulebook(id.text)]
            let inForce = try rulebooks.inForce(&context).active.whole
            // The host's folder may be in force without being kept as a version.
            books = [inForce.hash == id.text ? inForce : try rulebooks.published(id, &context)]
        } else if input.promotion == nil {
            books = [try rulebooks.inForce(&context).active.whole]
        }
        return (scopes, input.promotion.map { [$0] } ?? Set(books.flatMap(\.promotionIDs)).sorted())
    }

    private func uplift(_ candidate: PromotionReport, over control: PromotionReport) -> [Output.MoneyOf] {
        candidate.money.compactMap { money in
            guard let other = control.money.first(where: { $0.currency == money.currency }),
                let amount = Average(money.value, over: money.orders)?.less(Average(other.value, over: other.orders))
            else { return nil }
            return Output.MoneyOf(currency: money.currency, amount: amount)
        }
    }
}

extension DecisionContext {
    /// The currencies that the tenant's channels sell in.
    fileprivate mutating func currencies() throws(Interruption) -> [Currency] {
        let channels = try list(Channel.self, limit: 1_000).items
        return Set(channels.map(\.value.currency.code)).sorted().compactMap { try? Currency($0) }
    }
}

/// A sum and how many it is of: divided only when it is shown.
struct Average {
    private let exact: Rational

    /// Nil for the average of nothing.
    init?(_ sum: Int64, over count: Int64) {
        guard count > 0, let exact = try? Rational(Int128(sum), over: Int128(count)) else { return nil }
        self.exact = exact
    }

    /// Minor units, half to even.
    var rounded: Int64? { try? exact.rounded(.halfEven) }

    /// The difference, rounded once; nil where there is nothing to compare with.
    func less(_ other: Average?) -> Int64? {
        guard let other, let difference = try? exact.minus(other.exact) else { return nil }
        return try? difference.rounded(.halfEven)
    }
}
