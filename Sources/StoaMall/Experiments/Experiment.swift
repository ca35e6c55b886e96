import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// A part of the customers is quoted by another rulebook, to see what it does. What it did is in the analytics.
///
/// An id is used once, because arms follow from it.
struct Experiment: Noun {
    static let kind = "experiment"
    static let idPrefix = "exp"

    enum State: String, Sendable, Codable, CaseIterable { case running, stopped }

    let id: ID<Experiment>
    let control: ID<RulebookVersion>
    let candidate: ID<RulebookVersion>
    /// 1…100.
    let percent: Int
    let startedAt: Instant
    let startedBy: String
    var stoppedAt: Instant?
    var stoppedBy: String?

    var state: State { stoppedAt == nil ? .running : .stopped }
    var keys: [LookupKey] { [LookupKey("startedAt", startedAt.description)] }
}

extension DecisionContext {
    /// Ends the running experiment, if there is one, and takes it out of the control document, which the caller saves.
    mutating func stopExperiment(_ control: inout Versioned<RulebookControl>) throws(Interruption) {
        guard let running = control.value.experiment else { return }
        var experiment = try get(running.id)
        experiment.value.stoppedAt = now
        experiment.value.stoppedBy = actor.id
        try update(experiment)
        control.value.experiment = nil
        emit("experiment.stopped", about: running.id, ["experiment": .string(running.id.text), "by": .string(actor.id)])
    }
}
