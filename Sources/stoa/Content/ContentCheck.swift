import Diagnostics
import LuaSandbox
import StoaHost
import StoaKernel
import StoaPlugins
import StoaRules
import StoaWorkflows

/// Looks for mistakes in what lies in a folder.
enum ContentCheck {
    static func findings(in folder: ContentFolder) async throws -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for kind in folder.kinds {
            switch kind {
            case .rules: findings += Rulebook.check(directory: folder.path)
            case .workflows: findings += workflows(folder.path)
            case .plugins: findings += await plugins(folder.path)
            }
        }
        return findings
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
