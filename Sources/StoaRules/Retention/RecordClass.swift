/// What is kept for how long: records of one kind, as laws and merchants speak of them.
public enum RecordClass: String, Sendable, CaseIterable, Codable {
    case order, receipt, customer, payment, refund, ticket, couponAttempts, workflow, approval, webhookDelivery, hookMessage
    /// The bodies of journal entries; their hashes stay in any case.
    case journal
}

/// What becomes of a record when its time is over. In the order of care: of two rules with one time the first counts.
public enum RetentionAction: String, Sendable, CaseIterable, Codable, Comparable {
    /// Somebody looks at it.
    case review
    /// Personal values go, numbers stay.
    case anonymize
    case erase

    public static func < (left: RetentionAction, right: RetentionAction) -> Bool { left.care < right.care }

    private var care: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
