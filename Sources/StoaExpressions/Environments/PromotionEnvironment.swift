import CEL
import Diagnostics
import StoaCommerce

extension Environment {
    /// The language with money and decimals, and no facts.
    ///
    /// - Parameter currency: what `money("50.00")` means; nil for the currency of the amount it meets.
    public static func commerce(currency: Currency?) -> Environment {
        var environment = Environment()
        environment.declareMoney(in: currency)
        environment.declareDecimal()
        return environment
    }
}

/// Compiles the conditions of promotions: `when` over the cart, `lines` and `of` over one line.
///
/// Make one for a rulebook and compile all its conditions with it: ``PromotionScope`` and the programs agree on slots.
/// Rules of the phase `catalog` see product, channel, segments and time only, so that product pages can show them.
public struct PromotionEnvironment: Sendable {
    private(set) var cart: Environment
    private(set) var line: Environment
    private(set) var catalogCart: Environment
    private(set) var catalogLine: Environment
    /// What the predicates of segments are compiled in.
    private(set) var buyer: Environment
    /// What the conditions are compiled in by which codes are issued.
    private(set) var issue: Environment
    private var segments = HostType(SegmentFacts.self)
    /// Those that catalog rules may ask.
    private var catalogSegments = HostType(SegmentFacts.self)

    /// What judging one segment may cost.
    static let segmentCostMax: UInt64 = 100_000

    /// - Parameters:
    ///   - currency: what `money("50.00")` means; nil for the currency of the cart.
    ///   - extend: declares more functions, such as those of a book's tables.
    public init(currency: Currency?, extend: (inout Environment) -> Void = { _ in }) {
        var base = Environment.commerce(currency: currency)
        extend(&base)
        base.declare(variable: "channel", .string)
        base.declare(variable: "now", .timestamp)
        base.declare(variable: "customer", CustomerFacts.self)
        base.declare(variable: "segment", SegmentFacts.self)
        base.declare(HostType(SegmentFacts.self))
        buyer = base
        buyer.declare(CustomerFacts.type)
        issue = buyer
        issue.declare(OrderFacts.type)
        issue.declare(variable: "order", OrderFacts.self)

        var catalog = base
        catalog.declare(CustomerFacts.segmentType)
        catalogCart = catalog
        catalog.declare(LineFacts.productType)
        catalog.declare(variable: "line", LineFacts.self)
        catalogLine = catalog

        var full = base
        full.declare(CustomerFacts.type)
        full.declare(CartFacts.type)
        full.declare(PaymentFacts.type)
        full.declare(LineFacts.lineType)
        full.declare(variable: "cart", CartFacts.self)
        full.declare(variable: "payment", PaymentFacts.self)
        cart = full
        full.declare(variable: "line", LineFacts.self)
        line = full
    }

    /// Declares `segment.<id>`: a condition over customer, channel, time and the segments that were declared before.
    /// Catalog rules may ask it when it reads no more than they do.
    ///
    /// - Throws: all mistakes of the expression, with spans in `source`. The name is declared all the same, so that those
    ///   who ask it are not said to be wrong.
    public mutating func declare(segment id: String, _ source: SourceText) throws(DiagnosticsError) -> SegmentCondition? {
        let result: Result<Program, DiagnosticsError>
        do throws(DiagnosticsError) { result = .success(try buyer.compile(source, expecting: .bool)) } catch { result = .failure(error) }
        let isForCatalog = (try? catalogCart.compile(source, expecting: .bool)) != nil
        let program = try? result.get()
        let read = { @Sendable (facts: SegmentFacts) -> Bool? in
            program.flatMap { facts.holds(id, $0, costMax: PromotionEnvironment.segmentCostMax) }
        }
        segments.optionalField(id, read)
        if isForCatalog { catalogSegments.optionalField(id, read) }
        buyer.declare(segments)
        issue.declare(segments)
        cart.declare(segments)
        line.declare(segments)
        catalogCart.declare(catalogSegments)
        catalogLine.declare(catalogSegments)
        return SegmentCondition(id: id, program: try result.get())
    }

    /// The facts that segments are judged by.
    func segmentFacts(channel: String?, customer: Cart.Buyer?, now: Instant) -> SegmentFacts {
        var bindings = Bindings(for: buyer)
        if let slot = buyer.slot(of: "channel") { bindings[slot] = channel.map(Value.string) }
        if let slot = buyer.slot(of: "now") { bindings[slot] = .timestamp(Timestamp(now)) }
        if let slot = buyer.slot(of: "customer") { bindings[slot] = CustomerFacts(customer).celValue }
        return SegmentFacts(bindings, slot: buyer.slot(of: "segment"))
    }

    /// Whether a buyer belongs to a segment; nil when it cannot be judged.
    public func holds(_ segment: SegmentCondition, channel: String?, customer: Cart.Buyer?, now: Instant) -> Bool? {
        segmentFacts(channel: channel, customer: customer, now: now).holds(
            segment.id, segment.program, costMax: PromotionEnvironment.segmentCostMax)
    }

    /// Compiles a `when`.
    ///
    /// - Throws: all mistakes of the expression, with spans in `source`.
    public func cartCondition(_ source: SourceText, isCatalog: Bool) throws(DiagnosticsError) -> CartCondition {
        CartCondition(
            program: try (isCatalog ? catalogCart : cart).compile(source, expecting: .bool), isCatalog: isCatalog)
    }

    /// Compiles the `when` of a price: over channel, customer, segments and time, because it holds without a cart.
    ///
    /// - Throws: all mistakes of the expression, with spans in `source`.
    public func priceCondition(_ source: SourceText) throws(DiagnosticsError) -> CartCondition {
        CartCondition(program: try buyer.compile(source, expecting: .bool), isCatalog: false)
    }

    /// Compiles a `lines`, or the `of` of a set's part.
    ///
    /// - Throws: all mistakes of the expression, with spans in `source`.
    public func lineCondition(_ source: SourceText, isCatalog: Bool) throws(DiagnosticsError) -> LineCondition {
        LineCondition(
            program: try (isCatalog ? catalogLine : line).compile(source, expecting: .bool), isCatalog: isCatalog)
    }
}

/// A compiled segment. Immutable.
public struct SegmentCondition: Sendable {
    public let id: String
    public let program: Program
}

/// A compiled `when`. Immutable.
public struct CartCondition: Sendable {
    /// For those who index conditions by their conjuncts.
    public let program: Program
    let isCatalog: Bool
    public let readsCart: Bool
    /// Whether it needs the cart's items one by one.
    public let readsItems: Bool
    /// Whether the answer can change while rules apply.
    public let readsPrices: Bool
    /// Whether lower prices can make it false, and never true.
    public let fallsWithPrices: Bool

    init(program: Program, isCatalog: Bool) {
        self.program = program
        self.isCatalog = isCatalog
        readsCart = program.variables.contains("cart")
        readsItems = program.expression.readsItems
        readsPrices = readsCart && program.expression.readsPrices([])
        fallsWithPrices = program.expression.fallsWithPrices
    }
}

/// A compiled condition over one line. Immutable.
public struct LineCondition: Sendable {
    public let program: Program
    let isCatalog: Bool
    public let readsCart: Bool
    /// Whether it needs the cart's items one by one.
    public let readsItems: Bool
    /// Whether the answer can change while rules apply.
    public let readsPrices: Bool

    init(program: Program, isCatalog: Bool) {
        self.program = program
        self.isCatalog = isCatalog
        readsCart = program.variables.contains("cart")
        readsItems = program.expression.readsItems
        readsPrices = program.expression.readsPrices(["line"])
    }
}
