import Diagnostics
import Foundation
import JSONDocument
import Logging
import StoaCommerce
import StoaExtension
import StoaKernel
import Testing

@testable import StoaHost

@Suite struct MallHostTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-\(UUID().uuidString)")
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func open(_ flags: [String: String]) async throws -> MallHost {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "mall.db").path
        return try await MallHost.open(
            HostConfiguration(flags: ["database": "sqlite:" + path].merging(flags) { $1 }, environment: [:]), log: log)
    }

    @Test func theDemoMallOpensTwiceWithTheSameKeys() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try await open(["demo": "true"])
        let keys = try #require(first.demo).keys.map(\.text)
        let principal = try await first.platform.keys.principal(of: keys[2].text)
        #expect(principal.tenant.text == "demo")
        #expect(principal.actor.kind == .customer)
        let quote = try await first.platform.run(
            OperationRequest("quote.create", tenant: principal.tenant, actor: principal.actor, input: try #require(first.demo).sampleCart))
        #expect(quote.output[pointer: "/totals/total"]?.integer ?? 0 > 0)
        await first.close()

        let second = try await open(["demo": "true"])
        #expect(second.demo?.keys.map(\.text) == keys)
        await second.close()
    }

    @Test func aNamedFolderMustBeThere() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let error = await #expect(throws: HostError.self) { try await open(["rules": folder.path + "/none"]) }
        #expect(error?.code == "folder.missing")
        #expect(error?.hint == "it is named by --rules")
    }

    @Test func aWorkflowFileThatIsNoTextKeepsTheMallShut() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let workflow = folder.appending(path: "workflows/broken")
        try FileManager.default.createDirectory(at: workflow, withIntermediateDirectories: true)
        try Data([0xFF, 0xFE]).write(to: workflow.appending(path: "workflow.yaml"))
        let error = await #expect(throws: DiagnosticsError.self) { try await open(["workflows": folder.path + "/workflows"]) }
        #expect(error?.diagnostics.map(\.code) == ["workflow.unreadableFile"])
    }

    @Test func wrongRuleFilesKeepTheMallShut() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let rule = folder.appending(path: "rules/broken")
        try FileManager.default.createDirectory(at: rule, withIntermediateDirectories: true)
        try Data("kind: Promotion\nid: broken\ngvie: { percent: 10 }\n".utf8).write(to: rule.appending(path: "rule.yaml"))
        let error = await #expect(throws: DiagnosticsError.self) { try await open(["rules": folder.path + "/rules"]) }
        #expect(error?.diagnostics.contains { $0.code == "rule.unknownField" } == true)
    }

    @Test(arguments: [("mysql:x", HostError.Kind.usage), ("sqlite:/dev/null/mall.db", .environment)])
    func aDatabaseThatIsNotToBeHadIsOneError(url: String, kind: HostError.Kind) async throws {
        let error = await #expect(throws: HostError.self) { _ = try await OpenStorage.open(url) }
        #expect(error?.kind == kind)
        #expect(error?.code.hasPrefix("store.") == true)
    }
}
