/// A small fraud score that anyone can check by hand: four signals, each from 0 to 1, weighed, added and put through the
/// logistic function. `score = ⌊100 · 1 / (1 + e^−z)⌋`, at most 99.
///
/// | Signal | 0 at | 1 at | Weight |
/// |---|---|---|---|
/// | order amount ÷ the buyer's average | 1 or less | 5 or more | 2.2 |
/// | orders in the last hour | 1 or less | 5 or more | 2.4 |
/// | orders in the last day | 3 or less | 15 or more | 1.4 |
/// | age of the account | 30 days or more | 0 days | 1.6 |
///
/// The sum starts at −3.0, so that an order without any signal scores 4. The weights are set by hand and not trained: one
/// signal alone stays below 65, two strong ones pass it. A missing feature counts as no signal and is named in the
/// answer. Deterministic on every platform: no library's `exp`, no clock, no state.
public struct VelocityFraudModel: Sendable {
    public static let name = "velocity-fraud@1.0.0"

    private static let start = -3.0
    /// A signal that adds less to the sum is not worth a reviewer's time.
    private static let reasonMin = 0.4

    public init() {}

    public func answer(_ question: FraudQuestion) -> FraudAnswer {
        let given = question.features ?? FraudFeatures()
        let features = question.consentRef == nil ? given.withoutBehaviour : given
        let signals = VelocityFraudModel.signals(features)
        let sum = signals.reduce(VelocityFraudModel.start) { $0 + $1.contribution }
        let reasons = signals.filter { $0.contribution >= VelocityFraudModel.reasonMin }
            .sorted { ($1.contribution, $0.feature) < ($0.contribution, $1.feature) }
        return FraudAnswer(
            score: min(99, Int64(100 * logistic(sum))),
            reasons: reasons.map { FraudAnswer.Reason(feature: $0.feature, text: $0.text) }, missing: features.missing,
            model: VelocityFraudModel.name, fallback: false)
    }

    private struct Signal {
        let feature: String
        let contribution: Double
        let text: String
    }

    private static func signals(_ features: FraudFeatures) -> [Signal] {
        var signals: [Signal] = []
        if let amount = features.orderAmount, let average = features.averageOrderAmount, average > 0 {
            let ratio = Double(amount) / Double(average)
            // Tenths by whole numbers, so that the text never depends on how a number is printed.
            let shown = Int128(amount) * 10 / Int128(average)
            signals.append(
                Signal(
                    feature: "orderAmount", contribution: 2.2 * unit((ratio - 1) / 4),
                    text: "the order is \(shown / 10).\(shown % 10) times the buyer's average"))
        }
        if let count = features.ordersLastHour {
            signals.append(
                Signal(
                    feature: "ordersLastHour", contribution: 2.4 * unit((Double(count) - 1) / 4), text: "\(count) orders in the last hour"))
        }
        if let count = features.ordersLastDay {
            signals.append(
                Signal(
                    feature: "ordersLastDay", contribution: 1.4 * unit((Double(count) - 3) / 12), text: "\(count) orders in the last day"))
        }
        if let days = features.accountAgeDays {
            signals.append(
                Signal(
                    feature: "accountAgeDays", contribution: 1.6 * unit(1 - Double(days) / 30),
                    text: "the account is \(days) \(days == 1 ? "day" : "days") old"))
        }
        return signals
    }

    private static func unit(_ value: Double) -> Double { min(1, max(0, value)) }
}

extension FraudFeatures {
    /// The features without a value, in the order of the schema.
    fileprivate var missing: [String] {
        let all: [(String, Int64?)] = [
            ("orderAmount", orderAmount), ("averageOrderAmount", averageOrderAmount), ("ordersLastHour", ordersLastHour),
            ("ordersLastDay", ordersLastDay), ("accountAgeDays", accountAgeDays),
        ]
        return all.filter { $0.1 == nil }.map(\.0)
    }
}
