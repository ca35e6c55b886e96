import JSONDocument
import StoaExtension

/// What `ai.fraud` answers. A fact, never a verdict: gates and workflows decide what a score means.
public struct FraudAnswer: Sendable, Hashable, Codable, SchemaDescribed {
    /// 0 (nothing speaks for fraud) to 99.
    public var score: Int64
    /// What raised the score, the weightiest first.
    public var reasons: [Reason]
    /// Features that were not given, or not used for want of consent; the score takes them for unremarkable.
    public var missing: [String]
    /// `name@version`.
    public var model: String
    /// Whether this model stood in for the one that was to answer.
    public var fallback: Bool

    public struct Reason: Sendable, Hashable, Codable {
        public var feature: String
        /// One sentence for the person who reviews.
        public var text: String

        public init(feature: String, text: String) {
            self.feature = feature
            self.text = text
        }
    }

    public init(score: Int64, reasons: [Reason], missing: [String], model: String, fallback: Bool) {
        self.score = score
        self.reasons = reasons
        self.missing = missing
        self.model = model
        self.fallback = fallback
    }

    public static let schema = Schema.object(
        title: "FraudAnswer",
        fields: [
            .required("score", .integer(minimum: 0, maximum: 99), "0: nothing speaks for fraud"),
            .required(
                "reasons",
                .array(
                    of: .object(
                        title: "FraudReason",
                        fields: [.required("feature", .string()), .required("text", .string(), "for the person who reviews")])),
                "the weightiest first"),
            .required("missing", .array(of: .string()), "features that were not given or not used"),
            .required("model", .string(), "name@version"),
            .required("fallback", .boolean(), "whether the model stood in for another"),
        ])
}
