import Diagnostics
import LuaSandbox
import StoaHost
import StoaKernel
import StoaPlugins
import StoaRules
import StoaWorkflows

/// Looks for mistakes in what lies in a folder.
enum ContentCheck {
    /// What was found, and what could not be looked for.
    struct Report {
        var findings: [RuleFinding] = []
        /// Sentences for a person.
        var notes: [String] = []
    }

    /// - Parameter isQuick: reads rules without analysing them.
    static func report(on folder: ContentFolder, isQuick: Bool) async throws -> Report {
        var report = Report()
        for kind in folder.kinds {
            switch kind {
            case .rules: rules(folder.path, isQuick: isQuick, &report)
            case .workflows: report.findings += workflows(folder.path).map { RuleFinding($0) }
            case .plugins: report.findings += await plugins(folder.path).map { RuleFinding($0) }
            }
        }
        return report
    }

    private static func rules(_ directory: String, isQuick: Bool, _ report: inout Report) {
        report.findings += Rulebook.findings(about: MallOperations.access, directory: directory)
        guard !isQuick else {
            report.findings += Rulebook.check(directory: directory).map { RuleFinding($0) }
            return
        }
        let analysis = RuleAnalysis(directory: directory)
        report.findings += analysis.findings
        if analysis.isCutShort {
            report.notes.append("\(directory): the analysis stopped at its limit of \(RuleAnalysis.stepsMax) steps; faults may be left")
        }
        if !analysis.unreached.isEmpty {
            report.notes.append("\(directory): no cart tried made these rules apply: \(analysis.unreached.joined(separator: ", "))")
        }
    }

    private static func workflows(_ directory: String) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        var definitions: [WorkflowDefinition] = []
        do {
            for source in try WorkflowFolder.sources(directory) {
                do {
                    let definition = try WorkflowDefinition(reading: source)
                    findings += WorkflowCheck.findings(of: definition, in: source)
                    definitions.append(definition)
                } catch { findings += error.diagnostics }
            }
        } catch { findings += error.diagnostics }
        let commands = try? MallOperations.registry().names
        return findings + WorkflowCheck.findings(among: definitions, commands: commands)
    }

    private static func plugins(_ directory: String) async -> [Diagnostic] {
        let folders: [String]
        do { folders = try PluginPackage.folders(in: directory) } catch { return error.diagnostics }
        let check = PluginCheck(executor: SandboxExecutor())
        var findings: [Diagnostic] = []
        for folder in folders { findings += await check.findings(in: folder) }
        return findings
    }
}
