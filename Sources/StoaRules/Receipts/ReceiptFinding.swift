import JSONDocument
import StoaCommerce

/// One thing that is not as it should be in a receipt.
public struct ReceiptFinding: Sendable, Hashable, Codable {
    /// `receipt.altered`, `receipt.differs`, `receipt.otherRulebook`, `receipt.rulesUnreadable`, `receipt.otherEngine`, or why the cart
    /// cannot be quoted at all.
    public let code: String
    /// Where in the receipt (RFC 6901).
    public let at: String
    public let message: String
    /// What the receipt says, and what was reckoned; absent where one of them has nothing there.
    public let recorded: JSON?
    public let reckoned: JSON?

    init(code: String, at: String, _ message: String, recorded: JSON? = nil, reckoned: JSON? = nil) {
        self.code = code
        self.at = at
        self.message = message
        self.recorded = recorded
        self.reckoned = reckoned
    }
}

/// What a verification came to.
public struct ReceiptVerification: Sendable, Hashable, Codable {
    /// The order.
    public let id: String
    public let rulebook: String
    public let digest: String
    /// Empty when all is well; the order is that of the receipt's own parts.
    public let findings: [ReceiptFinding]
    /// What a reader should know though it is no fault.
    public let notes: [String]

    public var isGood: Bool { findings.isEmpty }
}

extension ReceiptFinding {
    /// The leaves at which two values differ, in the order of their names and positions.
    static func differences(_ recorded: JSON?, _ reckoned: JSON?, at pointer: String) -> [ReceiptFinding] {
        switch (recorded, reckoned) {
        case (.object(let left)?, .object(let right)?):
            return Set(left.keys).union(right.keys).sorted().flatMap { differences(left[$0], right[$0], at: "\(pointer)/\($0)") }
        case (.array(let left)?, .array(let right)?):
            return (0..<max(left.count, right.count)).flatMap { index in
                differences(
                    index < left.count ? left[index] : nil, index < right.count ? right[index] : nil, at: "\(pointer)/\(index)")
            }
        default:
            guard recorded != reckoned else { return [] }
            func text(_ value: JSON?) -> String { value?.canonicalText ?? "nothing" }
            return [
                ReceiptFinding(
                    code: "receipt.differs", at: pointer, "the receipt says \(text(recorded)), reckoned again it is \(text(reckoned))",
                    recorded: recorded, reckoned: reckoned)
            ]
        }
    }
}
