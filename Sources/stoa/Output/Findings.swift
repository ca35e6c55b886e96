import ArgumentParser
import Diagnostics
import JSONDocument
import StoaCommerce
import StoaRules

/// What a check found, for a person or for a program.
struct FindingsReport {
    private let isStrict: Bool
    private var findings: [RuleFinding]
    private var notes: [String] = []

    init(_ findings: [Diagnostic] = [], isStrict: Bool = false) {
        self.findings = findings.map { RuleFinding($0) }
        self.isStrict = isStrict
    }

    mutating func add(_ report: ContentCheck.Report) {
        findings += report.findings
        notes += report.notes
    }

    /// - Throws: the exit code for findings, when one of them is an error, or a warning that counts as one.
    func show(asJSON: Bool) throws {
        let errors = count(.error)
        let warnings = count(.warning)
        if asJSON {
            Terminal.answer(
                [
                    "findings": .array(try findings.map { try $0.json() }), "errors": JSON(errors), "warnings": JSON(warnings),
                    "notes": .array(notes.map { .string($0) }),
                ], onOneLine: true)
        } else {
            for finding in findings {
                Terminal.report([finding.diagnostic])
                if let counterexample = finding.counterexample { CounterexampleText(counterexample).lines.forEach(Terminal.say) }
            }
            notes.forEach { Terminal.say("note: \($0)") }
            Terminal.say(findings.isEmpty ? "nothing to complain about" : "\(errors) errors, \(findings.count - errors) other findings")
        }
        if errors > 0 || (isStrict && warnings > 0) { throw ExitCode(Exit.findings) }
    }

    private func count(_ severity: Severity) -> Int { findings.count { $0.diagnostic.severity == severity } }
}

extension RuleFinding {
    /// A finding for programs; a counterexample's carts are what `stoa quote --cart` reads, its tests what `tests.yaml` does.
    fileprivate func json() throws -> JSON {
        guard case .object(var members) = diagnostic.json else { return diagnostic.json }
        if !rules.isEmpty { members["rules"] = .array(rules.map { .string($0) }) }
        if let counterexample {
            let encoder = JSONValueEncoder()
            let exhibits = try counterexample.exhibits.map { exhibit -> JSON in
                var members: [String: JSON] = [
                    "cart": try encoder.encode(exhibit.trial.cart), "codes": .array(exhibit.trial.codes.map { .string($0) }),
                    "at": .string(exhibit.trial.at.description), "quote": try encoder.encode(exhibit.quote),
                ]
                members["only"] = exhibit.only.map { .array($0.map { .string($0) }) }
                members["changed"] = exhibit.changed.map { .string($0) }
                return .object(members)
            }
            var shown: [String: JSON] = ["shows": .string(counterexample.shows), "exhibits": .array(exhibits)]
            if !counterexample.tests.isEmpty {
                shown["tests"] = .array(counterexample.tests.map { ["rule": .string($0.rule), "test": $0.content] })
            }
            members["counterexample"] = .object(shown)
        }
        return .object(members)
    }
}
