import CEL
import Diagnostics
import StoaCommerce

/// Compiles the conditions of promotions: `when` over the cart, `lines` and `of` over one line.
///
/// Make one for a rulebook and compile all its conditions with it: ``PromotionScope`` and the programs agree on slots.
/// Rules of the phase `catalog` see product, channel, segments and time only, so that product pages can show them.
public struct PromotionEnvironment: Sendable {
    let cart: Environment
    let line: Environment
    let catalogCart: Environment
    let catalogLine: Environment

    /// - Parameter currency: what `money("50.00")` means; nil for the currency of the cart.
    public init(currency: Currency?) {
        var base = Environment()
        base.declareMoney(in: currency)
        base.declareDecimal()
        base.declare(variable: "channel", .string)
        base.declare(variable: "now", .timestamp)
        base.declare(variable: "customer", CustomerFacts.self)

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

    /// Compiles a `when`.
    ///
    /// - Throws: all mistakes of the expression, with spans in `source`.
    public func cartCondition(_ source: SourceText, isCatalog: Bool) throws(DiagnosticsError) -> CartCondition {
        CartCondition(
            program: try (isCatalog ? catalogCart : cart).compile(source, expecting: .bool), isCatalog: isCatalog)
    }

    /// Compiles a `lines`, or the `of` of a set's part.
    ///
    /// - Throws: all mistakes of the expression, with spans in `source`.
    public func lineCondition(_ source: SourceText, isCatalog: Bool) throws(DiagnosticsError) -> LineCondition {
        LineCondition(
            program: try (isCatalog ? catalogLine : line).compile(source, expecting: .bool), isCatalog: isCatalog)
    }
}

/// A compiled `when`. Immutable.
public struct CartCondition: Sendable {
    /// For those who index conditions by their conjuncts.
    public let program: Program
    let isCatalog: Bool
    public let readsCart: Bool
    /// Whether the answer can change while rules apply.
    public let readsPrices: Bool
    /// Whether lower prices can make it false, and never true.
    public let fallsWithPrices: Bool

    init(program: Program, isCatalog: Bool) {
        self.program = program
        self.isCatalog = isCatalog
        readsCart = program.variables.contains("cart")
        readsPrices = readsCart && program.expression.readsPrices([])
        fallsWithPrices = program.expression.fallsWithPrices
    }
}

/// A compiled condition over one line. Immutable.
public struct LineCondition: Sendable {
    public let program: Program
    let isCatalog: Bool
    public let readsCart: Bool
    /// Whether the answer can change while rules apply.
    public let readsPrices: Bool

    init(program: Program, isCatalog: Bool) {
        self.program = program
        self.isCatalog = isCatalog
        readsCart = program.variables.contains("cart")
        readsPrices = program.expression.readsPrices(["line"])
    }
}
