import CEL
import Diagnostics
import ErrorCatalogue
import Foundation
import JSONDocument
import LuaSandbox
import StoaCommerce
import StoaExpressions
import StoaPlugins
import StoaRules
import StoaWorkflows

/// Tries the examples of the pages that need neither a server nor a shell.
enum Examples {
    /// The codes that an example gives; nil for one that cannot be tried here.
    static func codes(of page: ErrorPage) async -> [String]? {
        switch page.example {
        case .file(let name, let text): await codes(ofFile: SourceText(name: name, text: text), for: page)
        case .expression(let text): codes(ofCondition: text, for: page.code)
        case .command, .request, .lua, .situation: nil
        }
    }

    private static func codes(ofFile file: SourceText, for page: ErrorPage) async -> [String]? {
        switch file.name {
        case "rule.yaml": findings { () throws(DiagnosticsError) in _ = try Rulebook.compile([file]) }
        case "cart.yaml": codes(ofCart: file)
        case "rules/summer/tests.yaml": codes(ofRuleTests: file)
        case "workflow.yaml": codes(ofWorkflow: file)
        case "workflows/refunds/tests.yaml": codes(ofWorkflowTests: file)
        case "plugin.yaml": await codes(ofManifest: file)
        case "schema.json": codes(ofSchema: file)
        case "body.json": findings { () throws(DiagnosticsError) in _ = try JSON(parsing: Array(file.text.utf8)) }
        case "tests/ten.json":
            findings { () throws(DiagnosticsError) in _ = try PluginInput(parsing: Array(file.text.utf8), name: file.name) }
        default: nil
        }
    }

    private static func findings(_ body: () throws(DiagnosticsError) -> Void) -> [String] {
        do throws(DiagnosticsError) { try body() } catch { return error.diagnostics.map(\.code) }
        return []
    }

    private static func codes(ofCart file: SourceText) -> [String] {
        var refused: [String] = []
        let found = findings { () throws(DiagnosticsError) in
            let cart = try CartFile.read(file)
            do throws(RulesError) { _ = try Rulebook.empty.quote(cart, at: Instant(millisecondsSince1970: 0)) } catch {
                refused = [error.code]
            }
        }
        return found + refused
    }

    private static func codes(ofRuleTests file: SourceText) -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-examples-\(UUID())")
        let rule = folder.appending(path: "summer")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(at: rule, withIntermediateDirectories: true)
            try "kind: Promotion\nid: summer\ngive: { percent: 10 }\n".write(
                to: rule.appending(path: "rule.yaml"), atomically: true, encoding: .utf8)
            try file.text.write(to: rule.appending(path: "tests.yaml"), atomically: true, encoding: .utf8)
        } catch { return ["\(error)"] }
        return RuleTests.run(directory: folder.path).diagnostics.map(\.code)
    }

    private static func codes(ofWorkflow file: SourceText) -> [String] {
        do throws(DiagnosticsError) {
            let definition = try WorkflowDefinition(reading: file)
            return WorkflowCheck.findings(of: definition, in: file).map(\.code)
        } catch { return error.diagnostics.map(\.code) }
    }

    private static func codes(ofWorkflowTests file: SourceText) -> [String] {
        let workflow = "kind: Workflow\nid: refunds\nversion: 1.0.0\nbefore: order.refund\ndo:\n  - pay: { execute: command }\n"
        do throws(DiagnosticsError) {
            let definition = try WorkflowDefinition(reading: SourceText(name: "workflow.yaml", text: workflow))
            return WorkflowTests.run(definition, tests: file).diagnostics.map(\.code)
        } catch { return error.diagnostics.map(\.code) }
    }

    private static func codes(ofManifest file: SourceText) async -> [String] {
        let files = ["plugin.yaml": Array(file.text.utf8), "main.lua": Array("return { propose = function() return {} end }".utf8)]
        do throws(DiagnosticsError) {
            let package = try PluginPackage(name: "sample", files: files)
            return await PluginCheck(executor: SandboxExecutor(threads: 1)).findings(in: package).map(\.code)
        } catch { return error.diagnostics.map(\.code) }
    }

    private static func codes(ofSchema file: SourceText) -> [String] {
        var refused: [String] = []
        let found = findings { () throws(DiagnosticsError) in
            let json = try JSON(parsing: Array(file.text.utf8))
            do throws(SchemaError) { _ = try Schema(json: json) } catch { refused = [error.code] }
        }
        return found + refused
    }

    /// A promotion's `when` that meets an unknown fact does not hold, so that the error itself does not come out.
    private static let unknownFacts: Set = ["cel.absentField", "cel.emptyOptional", "cel.noSuchKey", "cel.unboundVariable"]

    private static func codes(ofCondition text: String, for code: String) -> [String]? {
        let environment = PromotionEnvironment(currency: nil)
        var refused: [String] = []
        let found = findings { () throws(DiagnosticsError) in
            let condition = try environment.cartCondition(SourceText(name: "when", text: text), isCatalog: false)
            let scope = PromotionScope(
                environment, channel: "web", customer: nil, payment: nil, now: Instant(millisecondsSince1970: 0), costMax: 1_000_000)
            do throws(EvaluationError) { _ = try scope.holds(condition) } catch { refused = [error.code] }
        }
        return found.isEmpty && unknownFacts.contains(code) ? nil : found + refused
    }
}
