import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StrictYAML

/// Runs a `tests.yaml` beside a workflow: a virtual clock, people who say what the file says, stubbed calls.
///
/// ```yaml
/// tests:
///   - name: the right person lets it run
///     command: { id: ord_1, amount: { amount: 20000, currency: USD }, reason: broken }
///     actor: { id: usr_maker, roles: [support] }
///     answers: { ai.fraud: { score: 10 } }
///     steps:
///       - decide: { by: usr_maker, roles: [finance], outcome: approved, refused: approval.makerIsChecker }
///       - after: PT24H
///         expect: { events: [approval.reminded] }
///       - decide: { by: usr_fin, roles: [finance], outcome: approved }
///     expect: { state: completed, outcome: executed }
/// ```
public enum WorkflowTests {
    /// What a run came to, test by test in the order of the file.
    public struct Report: Sendable {
        public let outcomes: [Outcome]
        /// What is wrong with the file itself; its tests are not run then.
        public let diagnostics: [Diagnostic]

        public var passed: Bool { diagnostics.allSatisfy { $0.severity != .error } && outcomes.allSatisfy(\.failures.isEmpty) }
    }

    public struct Outcome: Sendable, Hashable {
        public let name: String
        /// One difference each, in words; empty when the test passed.
        public let failures: [String]
    }

    public static func run(_ definition: WorkflowDefinition, tests source: SourceText) -> Report {
        let reader = YAMLReader(YAMLDocument(reading: source), area: "workflowTest")
        let cases = WorkflowTestFile(reader: reader).cases()
        guard let cases, !reader.hasErrors else { return Report(outcomes: [], diagnostics: reader.diagnostics) }
        return Report(outcomes: cases.map { WorkflowTestRun(definition, $0).outcome() }, diagnostics: reader.diagnostics)
    }
}

/// One case of the file.
struct WorkflowTestCase {
    var name = ""
    var command: JSON = .object([:])
    var actor = Actor(kind: .user, id: "usr_maker", roles: [])
    var subject: JSON = .object([:])
    var start = Instant(millisecondsSince1970: 1_767_225_600_000)
    /// By point or command; a missing one does not answer.
    var answers: [String: JSON] = [:]
    /// What the held command does when it is run.
    var execution = Execution.succeeds
    var steps: [Step] = []
    var expect = Expectation()

    enum Execution {
        case succeeds
        case refused(code: String, mayPass: Bool)
    }

    struct Step {
        enum Action {
            case decide(by: Actor, DecisionOutcome, comment: String?, refused: String?)
            case after(milliseconds: Int64)
            case subjectChanges
        }

        let action: Action
        let expect: Expectation
    }

    /// What must be so; nil is not looked at.
    struct Expectation {
        var isHeld: Bool?
        var state: String?
        var outcome: String?
        var stage: String?
        var reason: String?
        var failure: String?
        /// Events since the last expectation, in order, `workflow.finished` and the others alike.
        var events: [String]?
        /// How often the held command ran.
        var executions: Int?
    }
}
