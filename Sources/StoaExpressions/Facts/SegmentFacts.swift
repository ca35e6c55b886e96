import CEL
import Synchronization

/// `segment` in expressions: the named predicates of a book, each judged at most once for a buyer.
public final class SegmentFacts: HostValue {
    public static let celTypeName = "segment"

    /// Channel, time and customer, in the environment of segments.
    private let bindings: Bindings
    private let slot: Slot?
    private let known = Mutex<[String: Bool]>([:])

    init(_ bindings: Bindings, slot: Slot?) {
        self.bindings = bindings
        self.slot = slot
    }

    public static func == (left: SegmentFacts, right: SegmentFacts) -> Bool { left === right }

    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

    /// Whether the buyer belongs to a segment. A fact that is not known makes it false; any other failure leaves it open,
    /// which is nil.
    func holds(_ id: String, _ program: Program, costMax: UInt64) -> Bool? {
        if let answer = known.withLock({ $0[id] }) { return answer }
        var bindings = bindings
        if let slot { bindings[slot] = celValue }
        let answer: Bool
        do throws(EvaluationError) { answer = try program.evaluateBool(bindings, limit: costMax) } catch {
            guard PromotionScope.unknownFact.contains(error.code) else { return nil }
            answer = false
        }
        known.withLock { $0[id] = answer }
        return answer
    }
}
