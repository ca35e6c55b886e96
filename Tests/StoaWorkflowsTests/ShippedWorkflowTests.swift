import Diagnostics
import Foundation
import StoaWorkflows
import Testing

@Suite struct ShippedWorkflowTests {
    private func source(_ name: String) throws -> SourceText {
        let file = RefundApproval.folder.appendingPathComponent(name)
        return SourceText(name: name, text: try String(contentsOf: file, encoding: .utf8))
    }

    @Test func refundApprovalKeepsItsPromises() throws {
        let report = WorkflowTests.run(RefundApproval.definition, tests: try source("tests.yaml"))
        #expect(report.diagnostics.isEmpty, "\(report.diagnostics.map { $0.rendered() })")
        #expect(report.outcomes.count == 14)
        for outcome in report.outcomes { #expect(outcome.failures == [], "\(outcome.name)") }
    }

    @Test func rulebookPublicationKeepsItsPromises() throws {
        let folder = RefundApproval.folder.deletingLastPathComponent().appendingPathComponent("rulebook-publication")
        func source(_ name: String) throws -> SourceText {
            SourceText(name: name, text: try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
        }
        let definition = try WorkflowDefinition(reading: try source("workflow.yaml"))
        #expect(WorkflowCheck.findings(of: definition, in: nil) == [])
        let report = WorkflowTests.run(definition, tests: try source("tests.yaml"))
        #expect(report.diagnostics.isEmpty, "\(report.diagnostics.map { $0.rendered() })")
        #expect(report.outcomes.count == 4)
        for outcome in report.outcomes { #expect(outcome.failures == [], "\(outcome.name)") }
    }

    @Test func refundApprovalHasNoFindings() throws {
        #expect(WorkflowCheck.findings(of: RefundApproval.definition, in: nil) == [])
    }

    /// A runner that always says yes would pass the suite above.
    @Test func theRunnerFindsAMutant() throws {
        let text = try source("workflow.yaml").text.replacingOccurrences(of: "score >= 75", with: "score > 75")
        let mutant = try WorkflowDefinition(reading: SourceText(name: "mutant", text: text))
        let report = WorkflowTests.run(mutant, tests: try source("tests.yaml"))
        #expect(report.outcomes.filter { !$0.failures.isEmpty }.map(\.name) == ["a high fraud score refuses without asking anybody"])
    }

    @Test func aBadTestFileIsReportedWithItsPlace() throws {
        let report = WorkflowTests.run(
            RefundApproval.definition,
            tests: SourceText(name: "tests.yaml", text: "tests:\n  - name: x\n    command: {}\n    stepz: []\n"))
        #expect(report.diagnostics.map(\.code) == ["workflowTest.unknownField"])
        #expect(report.diagnostics.first?.position?.line == 4)
        #expect(!report.passed)
    }
}
