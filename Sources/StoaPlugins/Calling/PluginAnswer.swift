import JSONDocument

/// What one call of a plugin gave, checked and in the platform's form, and what it took.
public struct PluginAnswer: Sendable, Hashable {
    /// For `discount.propose` a list of ``DiscountProposal``, for `price.propose` one of ``PriceProposal``.
    public let output: JSON
    public let fuelUsed: UInt64
    public let memoryPeakBytes: Int
    /// By the clock.
    public let duration: Duration
    public let logLines: [String]
}
