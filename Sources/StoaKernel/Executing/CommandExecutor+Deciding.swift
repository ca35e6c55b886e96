import JSONDocument
import StoaCommerce
import StoaExtension

/// One request on its way to a commit: what stays the same over all its attempts.
struct Decision {
    let request: OperationRequest
    let scope: TenantScope
    let now: Instant
    let ids: (UInt64, UInt64)
    let bodyHash: String
    var answers = Answers()
    var lastObjection: Objection?

    /// What a commit was refused for, and what the decision had read of the account that was in the way.
    struct Objection: Equatable {
        let refusal: CommitRefusal
        let balance: Balance?

        init(_ refusal: CommitRefusal, balance: Balance?) {
            self.refusal = refusal
            self.balance = balance
        }
    }

    init(request: OperationRequest, scope: TenantScope, now: Instant, ids: (UInt64, UInt64), bodyHash: String) {
        self.request = request
        self.scope = scope
        self.now = now
        self.ids = ids
        self.bodyHash = bodyHash
    }

    func context(for command: String, _ input: JSON, _ environment: DecisionEnvironment) -> DecisionContext {
        var context = DecisionContext(
            tenant: request.tenant, actor: request.actor, now: now, command: command, input: input,
            environment: environment, answers: answers, ids: IDSource(at: now, seed: ids))
        context.client = request.client
        return context
    }
}

struct Decided {
    /// What the caller hears once the changes are committed.
    let result: Result<OperationOutcome, Refusal>
    /// Empty for a query, unless it tallied.
    let changes: [ChangeSet]
}

extension CommandExecutor {
    /// Runs the decision until it has no more questions.
    func decide(_ operation: AnyOperation, _ decision: inout Decision) async throws(Refusal) -> Decided {
        let request = decision.request
        for _ in 0..<CommandExecutor.roundsMax {
            var context = decision.context(for: request.operation, request.input, environment)
            let output: JSON
            do { output = try operation.judgeAndDecide(request.input, &context, passing: .all) } catch {
                decision.answers = context.answers
                switch error {
                case .needs(let questions): try await answer(questions, &decision)
                case .refused(let refusal):
                    if let tally = context.tallied(refusal) { return Decided(result: .failure(refusal), changes: [tally]) }
                    if context.hasDenied { await keepDenial(refusal, context) }
                    throw refusal
                case .denied(let refusal):
                    if let tally = context.tallied(refusal, isDenied: true) { return Decided(result: .failure(refusal), changes: [tally]) }
                    // Of queries only what a rule denied: everybody may ask for what their role does not open.
                    if operation.definition.kind == .command || context.hasRuleDenied { await keepDenial(refusal, context) }
                    throw refusal
                case .held(let workflow): return try await hold(workflow, keeping: context.tallies, &decision)
                }
                continue
            }
            if operation.definition.kind == .query {
                let tally = context.tallied(nil)
                return Decided(result: .success(OperationOutcome(output: output)), changes: tally.map { [$0] } ?? [])
            }
            return try finish(context, OperationOutcome(output: output), decision)
        }
        throw Refusal(.bug, code: "command.endlessQuestions", "the decision of '\(request.operation)' keeps asking")
    }

    /// Replaces the decision by its pending form: the command is committed as held, together with the workflow
    /// instance that will decide about it.
    private func hold(
        _ workflow: String, keeping tallies: [DocumentPut], _ decision: inout Decision
    ) async throws(Refusal) -> Decided {
        let request = decision.request
        guard let operation = registry[HeldCommand.holder] else {
            throw Refusal(
                .bug, code: "gate.noWorkflowEngine", "'\(request.operation)' waits for the workflow '\(workflow)', and none can run")
        }
        let held = HeldCommand(workflow: workflow, command: request.operation, input: request.input, actor: request.actor)
        for _ in 0..<CommandExecutor.roundsMax {
            var context = decision.context(for: HeldCommand.holder, held.json, environment)
            let output: JSON
            do { output = try operation.run(held.json, &context) } catch {
                decision.answers = context.answers
                switch error {
                case .needs(let questions): try await answer(questions, &decision)
                case .refused(let refusal): throw refusal
                }
                continue
            }
            for tally in tallies { context.keep(tally) }
            return try finish(context, OperationOutcome(output: output, isHeld: true), decision)
        }
        throw Refusal(.bug, code: "command.endlessQuestions", "the workflow '\(workflow)' keeps asking")
    }

    private func finish(
        _ context: DecisionContext, _ outcome: OperationOutcome, _ decision: Decision
    ) throws(Refusal) -> Decided {
        var draft = context.draft
        draft.evidence.output = outcome.output
        draft.puts += context.tallies
        if let claim = decision.request.completing { draft.completes.append(claim) }
        if let key = decision.request.idempotencyKey {
            draft.idempotency = IdempotencyRecord(
                principal: decision.request.actor.id, command: decision.request.operation, key: key,
                bodyHash: decision.bodyHash, response: outcome.record)
        }
        let changes = [draft] + context.calledDrafts
        // Such a commit would conflict with itself for ever.
        let written = changes.flatMap { $0.puts.map(\.key) }
        guard Set(written).count == written.count else {
            throw Refusal(
                .bug, code: "command.writtenTwice", "'\(decision.request.operation)' and a command it calls change the same document",
                detail: "\(written)")
        }
        return Decided(result: .success(outcome), changes: changes)
    }

    private func answer(_ questions: [Question], _ decision: inout Decision) async throws(Refusal) {
        let scope = decision.scope
        var keys: [DocumentKey] = []
        var accounts: [AccountID] = []
        for question in questions {
            switch question {
            case .document(let key): keys.append(key)
            case .balance(let account): accounts.append(account)
            case .scan(let scan):
                let page = try await asRefusal { () async throws(StorageError) in try await storage.scan(scan, in: scope) }
                decision.answers.learn(page, for: scan)
            case .acts(let key): decision.answers.learn(try await acts(on: key, in: scope), of: key)
            case .history(let key, let limit):
                let versions = try await asRefusal { () async throws(StorageError) in
                    try await storage.history(key, limit: limit, in: scope)
                }
                decision.answers.learn(versions, for: key, limit: limit)
            case .extensions(let call):
                decision.answers.learn(await extensions.answer(call, in: scope.tenant), for: call)
            }
        }
        if !keys.isEmpty {
            let wanted = keys
            let documents = try await asRefusal { () async throws(StorageError) in try await storage.documents(wanted, in: scope) }
            for (key, document) in zip(keys, documents) { decision.answers.learn(document, for: key) }
        }
        if !accounts.isEmpty {
            let wanted = accounts
            let balances = try await asRefusal { () async throws(StorageError) in try await storage.balances(wanted, in: scope) }
            for (account, balance) in zip(accounts, balances) { decision.answers.learn(balance, for: account) }
        }
    }

    /// Commits; a reply that got lost is looked up by the ChangeSet's id, so the caller always learns what became of it.
    func commit(_ changes: [ChangeSet]) async throws(Refusal) -> CommitOutcome {
        let changes = changes.map { $0.withoutRedundantReads }
        do { return try await storage.commit(changes) } catch {
            guard error.code == "store.commitUnknown", let first = changes.first else { throw Refusal(error) }
            let scope = TenantScope(authenticated: first.tenant)
            let entry = try await asRefusal { () async throws(StorageError) in try await storage.journalEntry(first.id, in: scope) }
            if entry != nil { return .committed }
            throw Refusal(
                .unavailable, code: "store.unavailable", "the database went away before the commit", hint: "try again",
                retryAfterSeconds: 1)
        }
    }
}

extension ChangeSet {
    /// A document that is written is checked by its expected version already.
    var withoutRedundantReads: ChangeSet {
        var copy = self
        let written = Set(puts.map(\.key))
        copy.reads.removeAll { written.contains($0.key) }
        return copy
    }
}

extension Refusal {
    init(_ error: StorageError) {
        let busy = error.code == "store.busy"
        self.init(
            .unavailable, code: error.code, error.message, hint: error.hint ?? "try again", detail: error.detail,
            retryAfterSeconds: busy ? 1 : 5)
    }

    init(_ refusal: CommitRefusal) {
        switch refusal {
        case .floorReached(let account):
            self.init(.conflict, code: "ledger.floorReached", "there is not enough on \(account)")
        case .ceilingReached(let account):
            self.init(.conflict, code: "ledger.ceilingReached", "there is no more room on \(account)")
        case .transfer(let id, let code): self.init(.conflict, code: code, "the transfer \(id) is not possible")
        case .keyTaken(let kind, let name): self.init(.conflict, code: "\(kind).\(name)Taken", "another \(kind) has this \(name)")
        case .leaseLost(let key): self.init(.conflict, code: "work.leaseLost", "somebody else has taken over \(key)")
        }
    }
}
