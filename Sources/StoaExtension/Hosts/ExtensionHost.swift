import StoaCommerce

/// Answers the questions of decisions with plugins, models and connectors.
public protocol ExtensionHost: Sendable {
    /// Asks every provider of the point that the tenant has enabled. Never throws: a failed provider is a
    /// ``ExtensionAnswer/Failure``, and a point nobody extends has no replies. Bounded by the point's budget.
    func answer(_ call: ExtensionCall, in tenant: TenantID) async -> ExtensionAnswer
}

/// A host nobody has extended; for tools that work on rule files alone.
public struct NoExtensions: ExtensionHost {
    public init() {}
    public func answer(_ call: ExtensionCall, in tenant: TenantID) async -> ExtensionAnswer {
        ExtensionAnswer(replies: [])
    }
}
