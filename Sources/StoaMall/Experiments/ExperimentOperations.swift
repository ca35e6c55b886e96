import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `experiment.start`: quotes a percentage of the customers by a candidate rulebook.
struct StartExperiment: Operation {
    let rulebooks: Rulebooks

    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<Experiment>
        let candidate: ID<RulebookVersion>
        let percent: Int

        static let schema = Schema.object(
            title: "ExperimentStart",
            fields: [
                .required("id", .id, "a new name; which customers take part follows from it"),
                .required("candidate", RulebookSchemas.id, "the version to try; the one in force is what it is compared with"),
                .required("percent", .integer(minimum: 1, maximum: 100), "of the customers"),
            ])
    }

    let definition = OperationDefinition(
        "experiment.start", .command, "Tries a rulebook on a percentage of the customers, each of whom stays on their side.",
        roles: ["admin"], route: .init(.post, "/v1/experiments"), events: ["experiment.started"],
        errors: ["experiment.running", "experiment.exists", "experiment.sameRulebook", "rulebook.notFound", "rulebook.unreadable"],
        creates: true)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> ExperimentView {
        var control = try context.rulebookControl()
        if let running = control.value.experiment {
            throw .refused(
                Refusal(
                    .conflict, code: "experiment.running", "the experiment '\(running.id)' is running", hint: "one at a time: stop it first"
                ))
        }
        guard try context.find(input.id) == nil else {
            throw .refused(
                Refusal(
                    .conflict, code: "experiment.exists", "there was an experiment '\(input.id)' before",
                    hint: "choose a new id, so that the customers are divided anew"))
        }
        _ = try rulebooks.published(input.candidate, &context)
        if control.value.active == nil, let folder = try rulebooks.keepFolder(&context), folder != input.candidate {
            // From now on the arms must mean something that stays: the folder's book is in force as a version.
            control.value.activate(
                .init(rulebook: folder, at: context.now, by: context.actor.id, cause: .activated), replacing: nil)
        }
        guard let active = control.value.active?.rulebook, active != input.candidate else {
            throw .refused(
                Refusal(
                    .invalid, code: "experiment.sameRulebook", "the candidate is what is in force already",
                    hint: "publish the rules you want to try, and name that version"))
        }
        let experiment = Experiment(
            id: input.id, control: active, candidate: input.candidate, percent: input.percent, startedAt: context.now,
            startedBy: context.actor.id)
        try context.create(experiment)
        control.value.experiment = .init(id: input.id, candidate: input.candidate, percent: input.percent)
        try context.save(control)
        context.emit(
            "experiment.started", about: input.id, ["experiment": .string(input.id.text), "candidate": .string(input.candidate.text)])
        return ExperimentView(experiment)
    }
}

/// `experiment.stop`: everybody is quoted by the rulebook in force again. Activating the candidate is a command of its own.
struct StopExperiment: Operation {
    typealias Input = ExperimentReference

    let definition = OperationDefinition(
        "experiment.stop", .command, "Ends an experiment; its results stay.", roles: ["admin"],
        route: .init(.post, "/v1/experiments/{id}/stop"), events: ["experiment.stopped"], errors: ["experiment.notFound"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> ExperimentView {
        var control = try context.rulebookControl()
        let experiment = try context.get(input.id).value
        guard control.value.experiment?.id == input.id else { return ExperimentView(experiment) }
        try context.stopExperiment(&control)
        try context.save(control)
        return ExperimentView(experiment, stoppedAt: context.now, by: context.actor.id)
    }
}

/// `experiment.get`: one experiment; what came of it is in `promotion.analytics`.
struct GetExperiment: Operation {
    typealias Input = ExperimentReference

    let definition = OperationDefinition(
        "experiment.get", .query, "Reads one experiment.", roles: RulebookSchemas.readers, route: .init(.get, "/v1/experiments/{id}"),
        errors: ["experiment.notFound"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> ExperimentView {
        ExperimentView(try context.get(input.id, .pinned).value)
    }
}

struct ExperimentReference: Codable, Sendable, SchemaDescribed {
    let id: ID<Experiment>

    static let schema = Schema.object(title: "ExperimentReference", fields: [.required("id", .id, "the experiment")])
}

struct ExperimentView: Codable, Sendable, SchemaDescribed {
    let id: ID<Experiment>
    let state: Experiment.State
    let control: ID<RulebookVersion>
    let candidate: ID<RulebookVersion>
    let percent: Int
    let startedAt: Instant
    let startedBy: String
    let stoppedAt: Instant?
    let stoppedBy: String?

    init(_ experiment: Experiment, stoppedAt: Instant? = nil, by: String? = nil) {
        id = experiment.id
        control = experiment.control
        candidate = experiment.candidate
        percent = experiment.percent
        startedAt = experiment.startedAt
        startedBy = experiment.startedBy
        self.stoppedAt = stoppedAt ?? experiment.stoppedAt
        stoppedBy = by ?? experiment.stoppedBy
        state = self.stoppedAt == nil ? .running : .stopped
    }

    static let schema = Schema.object(
        title: "Experiment",
        fields: [
            .required("id", .id), .required("state", .oneOf(Experiment.State.self)),
            .required("control", RulebookSchemas.id, "in force when it started"), .required("candidate", RulebookSchemas.id),
            .required("percent", .integer(minimum: 1, maximum: 100), "of the customers"), .required("startedAt", .instant),
            .required("startedBy", .string()), .optional("stoppedAt", .instant), .optional("stoppedBy", .string()),
        ])
}
