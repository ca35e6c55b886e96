import StoaCommerce
import StoaKernel

/// What is in force in a tenant: one small document, so that a host sees every change of it by one read.
///
/// Its versions are the history: an activation, a rollback and a pause each add one, and nothing is overwritten.
struct RulebookControl: Noun {
    static let kind = "rulebookControl"
    static let idPrefix = "rbc"
    static let current = ID<RulebookControl>(trusted: "current")

    /// Versions that a rollback can go back through.
    static let beforeMax = 50
    static let scheduledMax = 20
    static let pausedMax = 1_000

    struct Activation: Sendable, Hashable, Codable {
        enum Cause: String, Sendable, Codable, CaseIterable { case activated, scheduled, rolledBack }

        let rulebook: ID<RulebookVersion>
        let at: Instant
        let by: String
        let cause: Cause
    }

    struct Scheduled: Sendable, Hashable, Codable {
        let rulebook: ID<RulebookVersion>
        let at: Instant
        let by: String
    }

    struct Pause: Sendable, Hashable, Codable {
        let at: Instant
        let by: String
        let reason: String
    }

    /// The part of a running ``Experiment`` that every quote needs.
    struct RunningExperiment: Sendable, Hashable, Codable {
        let id: ID<Experiment>
        let candidate: ID<RulebookVersion>
        let percent: Int
    }

    var id = RulebookControl.current
    /// The version that was published last: hosts compile it before it comes into force.
    var latest: ID<RulebookVersion>?
    /// Nil while the tenant goes by the host's folder.
    var active: Activation?
    /// Versions that were in force before, the last one last. A rollback takes one off, so two go back by two.
    var before: [ID<RulebookVersion>] = []
    /// By instant.
    var scheduled: [Scheduled] = []
    /// By the promotion's id.
    var paused: [String: Pause] = [:]
    var experiment: RunningExperiment?

    /// Every version that a host may need compiled soon.
    var wanted: Set<String> {
        Set(([latest, active?.rulebook, experiment?.candidate].compactMap(\.self) + scheduled.map(\.rulebook)).map(\.text))
    }

    /// Puts a version into force; the one before stays within reach of a rollback.
    mutating func activate(_ activation: Activation, replacing replaced: ID<RulebookVersion>?) {
        if let replaced { before = (before + [replaced]).suffix(RulebookControl.beforeMax) }
        active = activation
        scheduled.removeAll { $0.rulebook == activation.rulebook && $0.at <= activation.at }
    }
}

extension DecisionContext {
    /// The control document, which must be the same at the commit; a new one for a tenant that has none.
    mutating func rulebookControl() throws(Interruption) -> Versioned<RulebookControl> {
        try find(RulebookControl.current) ?? Versioned(RulebookControl(), version: 0)
    }

    mutating func save(_ control: Versioned<RulebookControl>) throws(Interruption) {
        if control.version == 0 { try create(control.value) } else { try update(control) }
    }
}
