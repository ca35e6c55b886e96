import CEL
import Foundation
import JSONDocument
import StoaCommerce
import StoaExpressions
import StoaExtension

/// What a book decides about one record.
public struct RetentionDecision: Sendable, Hashable, Codable {
    /// Until when the record must be kept; absent where nothing says that it may ever go, and while it is held.
    public let keepUntil: Instant?
    /// What is to be done then; absent with `keepUntil`.
    public let action: RetentionAction?
    /// The rule that decides; absent where none does.
    public let rule: String?
    /// The time that it states, such as `P5Y`.
    public let period: String?
    public let basis: String?
    /// Legal holds that keep the record, sorted.
    public let holds: [String]

    /// Whether the time is over.
    public func isDue(at instant: Instant) -> Bool { keepUntil.map { $0 <= instant } ?? false }
}

extension Rulebook {
    /// Until when a record is kept, and what is to be done then.
    ///
    /// A legal hold beats everything. Of the other rules those that name the region stand in the place of those for
    /// everywhere; of several the one that keeps longest counts, and of equal ones the more careful action. Where the
    /// region is not known, every rule of the class counts, so that nothing goes before it may go anywhere.
    ///
    /// - Parameters:
    ///   - zone: the region whose law holds for the record; nil when nobody knows.
    ///   - since: when its time began.
    ///   - record: its content, for holds that are not about all; nil asks for records in general, which such a hold
    ///     does not keep.
    public func retention(
        of recordClass: RecordClass, in zone: String?, since: Instant, at instant: Instant, record: JSON? = nil
    ) -> RetentionDecision {
        let rules = standing.retention.filter { $0.classes.contains(recordClass) && $0.active.isOpen(at: instant) }
        let holds = rules.filter { isHeld(by: $0, in: zone, record, instant) }.map(\.id)
        let clock = RuleReading.timeZone(settings.zone) ?? .gmt
        let ends = kept(rules, in: zone).map {
            (rule: $0.rule, period: $0.period, action: $0.action, until: $0.period.end(from: since, in: clock))
        }
        let longest = ends.max { left, right in
            (left.until, right.action, right.rule.id) < (right.until, left.action, left.rule.id)
        }
        let isFree = holds.isEmpty
        return RetentionDecision(
            keepUntil: isFree ? longest?.until : nil, action: isFree ? longest?.action : nil, rule: longest?.rule.id,
            period: longest?.period.description, basis: longest?.rule.basis, holds: holds)
    }

    private typealias Kept = (rule: RetentionRule, period: RetentionPeriod, action: RetentionAction)

    /// The rules that state a time for a region.
    private func kept(_ rules: [RetentionRule], in zone: String?) -> [Kept] {
        let all = rules.compactMap { rule -> Kept? in
            guard case .keep(let period, let action) = rule.effect else { return nil }
            return (rule, period, action)
        }
        guard let zone else { return all }
        let own = all.filter { $0.rule.zones?.contains(zone) ?? false }
        return own.isEmpty ? all.filter { $0.rule.zones == nil } : own
    }

    /// A hold whose condition cannot be judged holds.
    private func isHeld(by rule: RetentionRule, in zone: String?, _ record: JSON?, _ instant: Instant) -> Bool {
        guard case .hold(let condition) = rule.effect else { return false }
        if let zone, let zones = rule.zones, !zones.contains(zone) { return false }
        guard let condition else { return true }
        guard let record else { return false }
        return (try? condition.holds(in: RetentionRule.scope(of: record, at: instant, in: rule.environment))) ?? true
    }
}

extension RetentionRule {
    /// A record and the time as names of expressions: `record`, `now`.
    static func scope(of record: JSON, at instant: Instant, in environment: CommandEnvironment) -> CommandScope {
        var scope = CommandScope(environment)
        scope["record"] = record.celValue
        scope["now"] = .timestamp(Timestamp(instant))
        return scope
    }
}

extension Rulebook {
    /// The last moment such that records of a class which did not change since are due, but for the hour that a clock shows
    /// twice; nil where none ever is.
    public func dueBefore(_ recordClass: RecordClass, in zone: String?, at instant: Instant) -> Instant? {
        func isDue(_ milliseconds: Int64) -> Bool {
            retention(of: recordClass, in: zone, since: Instant(millisecondsSince1970: milliseconds), at: instant).isDue(at: instant)
        }
        // What began later does not end earlier, so there is one boundary, and halving finds it to the millisecond.
        var late = instant.millisecondsSince1970
        var early = late - Int64(RetentionPeriod.yearsMax + 1) * 366 * 86_400_000
        guard isDue(early) else { return nil }
        while late - early > 1 {
            let middle = early + (late - early) / 2
            if isDue(middle) { early = middle } else { late = middle }
        }
        return Instant(millisecondsSince1970: early)
    }
}
