import StoaCommerce
import StoaKernel
import StoaRules

/// The rules of a tenant at one moment: the book, or two during an experiment, without what is paused.
struct RulesInForce: Sendable {
    /// A book with its pauses taken out.
    struct Book: Sendable {
        /// As it was published.
        let whole: Rulebook
        /// What carts are quoted with.
        let running: Rulebook
        /// What the quote says of the promotions that are not in `running`, by id.
        let paused: [String: String]

        init(_ book: Rulebook, _ control: RulebookControl) {
            whole = book
            running = book.pausing(Set(control.paused.keys))
            paused = control.paused.mapValues { "paused since \($0.at)" }
        }
    }

    let control: RulebookControl
    let active: Book
    let candidate: Book?

    init(_ control: RulebookControl, active: Rulebook, candidate: Rulebook?) {
        self.control = control
        self.active = Book(active, control)
        self.candidate = candidate.map { Book($0, control) }
    }

    /// The book for a customer's or a cart's id, and the arm of the experiment that it puts them in. Who has no id could
    /// not stay in an arm, and takes no part.
    func book(for subject: String?) -> (book: Book, arm: Quote.Arm?) {
        guard let experiment = control.experiment, let candidate, let subject else { return (active, nil) }
        let arm = experiment.arm(of: subject)
        return (arm == .candidate ? candidate : active, Quote.Arm(experiment: experiment.id.text, arm: arm))
    }
}

extension RulebookControl.RunningExperiment {
    /// The arm of a customer or cart: the same on every host, at every time, and independent of other experiments.
    func arm(of subject: String) -> Quote.Arm.Name {
        // 13 hexadecimal digits are 52 bits: the remainder by 100 is even to one part in 10¹³.
        let number = UInt64(sha256Hex("\(id)\n\(subject)").prefix(13), radix: 16) ?? 0
        return number % 100 < UInt64(percent) ? .candidate : .control
    }
}
