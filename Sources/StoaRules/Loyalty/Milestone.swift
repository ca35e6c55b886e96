import Foundation
import StoaCommerce
import StoaExpressions

/// Points for having bought so much: one row of a rule of kind `Earn` with `milestones`.
public struct Milestone: Sendable {
    public let rule: String
    public let points: Int64
    let from: LoyaltyMeasure.Bound
    let measure: LoyaltyMeasure
    let active: ActiveWindow
    let condition: IssueCondition?
    let environment: PromotionEnvironment
    let expiry: CalendarPeriod?
    let zone: TimeZone

    /// What has to be reached, as text; tells the rows of a rule apart, whatever points they bring.
    public var name: String { from.label }

    /// Tells the periods apart in each of which the milestone is reached anew; one and the same where it is reached once.
    public func period(in month: CivilMonth) -> String { measure.period.label(in: month) }

    /// The months that count in a month.
    public func span(in month: CivilMonth) -> ClosedRange<CivilMonth> { measure.period.span(in: month) }

    /// Whether what was bought in some months is enough.
    public func isReached(by standing: Standing, in span: ClosedRange<CivilMonth>) -> Bool {
        measure.hasReached(from, standing.tally(in: span))
    }

    /// Whether it is given to a customer at a time. A condition that fails, because a fact is of another kind than it takes it
    /// for, does not hold.
    public func isGiven(to customer: Cart.Buyer?, at instant: Instant) -> Bool {
        guard active.isOpen(at: instant) else { return false }
        guard let condition else { return true }
        return (try? environment.holds(condition, customer: customer, order: nil, at: instant)) ?? false
    }

    /// When the points end that are given at a time; nil for never.
    public func expiry(at instant: Instant) -> Instant? { expiry?.expiry(from: instant, in: zone) }
}

extension CalendarPeriod {
    /// The end of the day that is a period after the one of an instant, by the clock of a zone.
    func expiry(from instant: Instant, in zone: TimeZone) -> Instant? {
        guard let last = end(from: zone.date(at: instant)) else { return nil }
        return zone.instant(of: CivilDate(daysSince1970: last.daysSince1970 + 1), minute: 0)
    }
}
