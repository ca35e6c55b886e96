import Foundation
import StoaCommerce

extension Rulebook {
    /// Whether the book asks what customers bought so far. Where it does not, nobody needs to count it.
    public var countsCustomers: Bool { !loyalty.isEmpty }

    /// Whether tiers follow from what customers bought.
    public var hasTiers: Bool { loyalty.tiers != nil }

    /// Rows of milestones, by rule and ascending.
    public var milestones: [Milestone] { loyalty.milestones }

    /// The month that an order is counted in, by the clock of the rulebook's zone.
    public func month(of instant: Instant) -> CivilMonth { CivilMonth(zone.date(at: instant)) }

    /// A customer's tier: the one that is reached, or the stated one if that is higher or none is reached.
    ///
    /// - Parameter stated: the tier that was put for the customer.
    public func tier(of standing: Standing?, stated: String?, at instant: Instant) -> String? {
        guard let tiers = loyalty.tiers, let standing, tiers.active.isOpen(at: instant) else { return stated }
        let span = tiers.measure.period.span(in: month(of: instant))
        return tiers.tier(reachedBy: standing.tally(in: span), stated: stated)
    }

    /// When points end that a rule gives at a time; nil for never.
    public func expiry(ofPointsOf rule: String, at instant: Instant) -> Instant? {
        loyalty.expiries[rule]?.expiry(from: instant, in: zone)
    }

    /// Points of a quote with the ends of their rules.
    func dated(_ points: [Quote.Points]?, at instant: Instant) -> [Quote.Points]? {
        guard !loyalty.expiries.isEmpty else { return points }
        return points?.map { granted in
            var granted = granted
            granted.expiresAt = expiry(ofPointsOf: granted.rule, at: instant)
            return granted
        }
    }

    private var zone: TimeZone { RuleReading.timeZone(settings.zone) ?? .gmt }
}
