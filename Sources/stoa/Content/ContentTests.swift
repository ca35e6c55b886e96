import Diagnostics
import Foundation
import JSONDocument
import LuaSandbox
import StoaHost
import StoaPlugins
import StoaRules
import StoaWorkflows

/// Runs the tests that lie in a folder.
enum ContentTests {
    /// One test and what came of it.
    struct Result {
        /// The rule, workflow or plugin.
        let subject: String
        let name: String
        /// Each difference in words; empty when it passed.
        let failures: [String]

        var json: JSON {
            [
                "subject": .string(subject), "name": .string(name), "passed": .bool(failures.isEmpty),
                "failures": .array(failures.map { .string($0) }),
            ]
        }
    }

    struct Report {
        var results: [Result] = []
        /// What kept tests from running.
        var findings: [Diagnostic] = []
        /// What the tests reach; nil where there are no rules.
        var coverage: RuleCoverage?
    }

    static func run(_ folder: ContentFolder) async throws -> Report {
        var report = Report()
        for kind in folder.kinds {
            switch kind {
            case .rules: rules(folder.path, &report)
            case .workflows: workflows(folder.path, &report)
            case .plugins: await plugins(folder.path, &report)
            }
        }
        return report
    }

    private static func rules(_ directory: String, _ report: inout Report) {
        let rules = RuleTests.run(directory: directory, measuresCoverage: true)
        report.findings += rules.diagnostics
        report.coverage = rules.coverage
        report.results += rules.outcomes.map { Result(subject: $0.rule, name: $0.name, failures: $0.failures) }
    }

    private static func workflows(_ directory: String, _ report: inout Report) {
        do {
            for source in try WorkflowFolder.sources(directory) {
                let tests = (source.name as NSString).deletingLastPathComponent + "/tests.yaml"
                do {
                    let definition = try WorkflowDefinition(reading: source)
                    guard FileManager.default.fileExists(atPath: tests) else { continue }
                    let outcome = WorkflowTests.run(definition, tests: try WorkflowFolder.source(tests))
                    report.findings += outcome.diagnostics
                    report.results += outcome.outcomes.map { Result(subject: definition.id, name: $0.name, failures: $0.failures) }
                } catch { report.findings += error.diagnostics }
            }
        } catch { report.findings += error.diagnostics }
    }

    private static func plugins(_ directory: String, _ report: inout Report) async {
        do {
            let tests = PluginTests(executor: SandboxExecutor())
            for folder in try PluginPackage.folders(in: directory) {
                do {
                    let package = try PluginPackage.load(directory: folder)
                    report.results += await tests.run(package).map { outcome in
                        Result(subject: "\(package.manifest.id)", name: outcome.name, failures: outcome.failure.map { [$0] } ?? [])
                    }
                } catch { report.findings += error.diagnostics }
            }
        } catch { report.findings += error.diagnostics }
    }
}
