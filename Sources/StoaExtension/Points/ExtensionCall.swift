import JSONDocument

/// One question to an extension point. Equal calls have equal answers within a decision.
public struct ExtensionCall: Sendable, Hashable {
    public let point: String
    public let input: JSON
    /// Shorter than the point's own deadline, or nil for that.
    public let timeoutMilliseconds: Int?

    public init(point: ExtensionPoint, input: JSON, timeoutMilliseconds: Int? = nil) {
        self.point = point.name
        self.input = input
        self.timeoutMilliseconds = timeoutMilliseconds
    }
}

/// What came back from an extension point; recorded in the journal as it is.
public struct ExtensionAnswer: Sendable, Hashable {
    /// One per plugin or model that answered, in the point's stable order.
    public let replies: [Reply]
    /// One per plugin or model that was asked in vain. With `replies` empty the asker applies the failure policy.
    public let failures: [Failure]

    public init(replies: [Reply], failures: [Failure] = []) {
        self.replies = replies
        self.failures = failures
    }

    public struct Reply: Sendable, Hashable, Codable {
        /// `acme/volume-pricing@1.2.0`.
        public let provider: String
        public let output: JSON
        /// True when a default stood in for the real answer.
        public let isFallback: Bool

        public init(provider: String, output: JSON, isFallback: Bool = false) {
            self.provider = provider
            self.output = output
            self.isFallback = isFallback
        }
    }

    public struct Failure: Sendable, Hashable, Codable {
        public let provider: String
        /// `plugin.fuelExhausted`, `plugin.wrongAnswer`, …
        public let code: String
        /// For the vendor and the operator: names the plugin's own file and line.
        public let message: String

        public init(provider: String, code: String, message: String) {
            self.provider = provider
            self.code = code
            self.message = message
        }
    }
}
