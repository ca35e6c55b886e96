import JSONDocument
import StoaExtension

/// How a judged decision stops before its end.
enum JudgedInterruption: Error {
    case needs([Question])
    case refused(Refusal)
    /// The actor may not: a permission or a gate said no. Unlike other refusals this is evidence of its own.
    case denied(Refusal)
    /// Everything is in order, but a gate wants a workflow to decide first.
    case held(workflow: String)

    init(_ interruption: Interruption) {
        switch interruption {
        case .needs(let questions): self = .needs(questions)
        case .refused(let refusal): self = .refused(refusal)
        }
    }
}

extension AnyOperation {
    /// Permission, input, decision, gates: the one way a command comes to its changes, called or nested.
    ///
    /// Gates are judged after the decision, so that they can read what it came to, and so that nobody is ever asked
    /// to approve what could not be carried out anyway.
    func judgeAndDecide(
        _ input: JSON, _ context: inout DecisionContext, passing passage: GatePassage
    ) throws(JudgedInterruption) -> JSON {
        let permitting: Permitting
        do { permitting = try Permitting(definition, &context) } catch { throw JudgedInterruption(error) }
        try permitting.refuseByRole(&context)
        let violations = inputSchema.validate(input)
        guard violations.isEmpty else {
            throw .refused(
                Refusal(
                    .invalid, code: violations[0].code, violations[0].message, hint: violations[0].hint,
                    violations: violations))
        }
        try permitting.judge(input, definition.subject(of: input), &context)
        let output: JSON
        do { output = try run(input, &context) } catch { throw JudgedInterruption(error) }
        guard definition.kind == .command else { return output }
        let facts = GateFacts(command: input, actor: context.actor, decided: output, now: context.now)
        try judgeGates(try gates(&context), facts, passage)
        return output
    }

    private func gates(_ context: inout DecisionContext) throws(JudgedInterruption) -> [Gate] {
        let environment = context.environment
        var gates = environment.policy.gates(before: definition.name, in: context.tenant)
        guard !environment.gates.isEmpty else { return gates }
        do { for source in environment.gates { gates += try source.gates(before: definition.name, &context) } } catch {
            throw JudgedInterruption(error)
        }
        return gates.sorted(by: Gate.isJudgedBefore)
    }

    private func judgeGates(_ gates: [Gate], _ facts: GateFacts, _ passage: GatePassage) throws(JudgedInterruption) {
        for gate in gates {
            if case .hold(let workflow) = gate.effect, case .heldBy(workflow) = passage { continue }
            let applies: Bool
            do { applies = try gate.applies(facts) } catch {
                throw .denied(
                    Refusal(
                        .invalid, code: "gate.failed", "the gate '\(gate.id)' could not be judged, so it stays shut",
                        hint: "ask the merchant to mend its condition", detail: "\(error)"))
            }
            guard applies else { continue }
            switch gate.effect {
            case .allow: return
            case .deny(let code, let message): throw .denied(Refusal(.invalid, code: code, message))
            case .hold(let workflow): throw .held(workflow: workflow)
            }
        }
    }
}
