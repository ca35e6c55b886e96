import Diagnostics
import Foundation
import JSONDocument
import StoaExtension
import Testing

@testable import StoaPlugins

@Suite("The vendor's tools")
struct ToolsTests {
    @Test("run shows the output, the fuel and the time")
    func run() async throws {
        let sample = try package(propose: "stoa.log('hello') return { { id = 'x', percent = '5' } }")
        let json = try await PluginRunner(executor: executor).run(sample, PluginInput(question: question)).json
        #expect(json["output"] == [["id": "acme/sample#x", "percent": "5"]])
        #expect(json["point"] == "discount.propose")
        #expect(json["log"] == ["hello"])
        #expect((json["fuelUsed"]?.integer ?? 0) > 0)
        #expect((json["memoryPeakBytes"]?.integer ?? 0) > 0)
    }

    @Test("run shows a failure as data")
    func runFailure() async throws {
        let sample = try package(propose: "return { { id = 'x', percent = 5 } }")
        let json = try await PluginRunner(executor: executor).run(sample, PluginInput(question: question)).json
        #expect(json["error"]?["code"] == "plugin.wrongAnswer")
        #expect(json["error"]?["path"] == "[1].percent")
        #expect(json["output"] == nil)
    }

    @Test("run refuses a question that the point would never ask")
    func runWrongQuestion() async throws {
        let sample = try package(propose: "return {}")
        for wrong: JSON in [
            [:], ["currency": "EUR"], ["currency": "EUR", "items": [["id": "a", "quantity": 0, "unitPrice": 1]]],
            ["currency": "EUR", "items": [], "x": 1],
        ] {
            let refused = await #expect(throws: DiagnosticsError.self) {
                try await PluginRunner(executor: executor).run(sample, PluginInput(question: wrong))
            }
            #expect(refused?.diagnostics.first?.code == "plugin.questionRefused")
        }
        let elsewhere = await #expect(throws: DiagnosticsError.self) {
            try await PluginRunner(executor: executor).run(sample, PluginInput(point: "ai.fraud", question: question))
        }
        #expect(elsewhere?.diagnostics.map(\.code) == ["plugin.pointNotExtended"])
    }

    @Test("tests tell what differs, and count every case")
    func failingTests() async throws {
        let sample = try package(
            propose: "return { { id = 'x', percent = '5' } }",
            modules: [
                "tests/a.json": #"{"question": {"currency": "EUR", "items": []}, "expect": []}"#,
                "tests/b.json": #"{"question": {"currency": "EUR", "items": []}, "expect": {"error": "plugin.denied"}}"#,
                "tests/c.json": #"{"question": {"currency": "EUR", "items": []}}"#,
                "tests/d.json": #"{"question": {"currency": "EUR", "items": []}, "expct": []}"#,
                "tests/e.lua": """
                local test = require "stoa.test"
                return {
                  bad = function() test.equal({ a = { 1, 2 } }, { a = { 1, 3 } }) end,
                  endless = function() while true do end end,
                  good = function() test.fails(function() error("no way") end, "no way") end,
                }
                """,
                "tests/f.lua": "return 5",
            ])
        let outcomes = await PluginTests(executor: executor).run(sample)
        #expect(
            outcomes.map(\.name) == [
                "tests/a.json", "tests/b.json", "tests/c.json", "tests/d.json", "tests/e.lua: bad", "tests/e.lua: endless",
                "tests/e.lua: good",
                "tests/f.lua",
            ])
        #expect(outcomes.filter(\.passed).map(\.name) == ["tests/e.lua: good"])
        #expect(outcomes[0].failure == "answered [{\"id\":\"acme/sample#x\",\"percent\":\"5\"}]\nexpected []")
        #expect(outcomes[2].failure == "the case has no 'expect'")
        #expect(outcomes[3].failure?.contains("case.unknownField") == true)
        #expect(outcomes[4].failure == "[plugin.runtimeError] tests/e.lua:3: the value.a.2 is 2, expected 3")
        #expect(outcomes[5].failure?.hasPrefix("[plugin.") == true)
        #expect(outcomes[7].failure?.contains("must end with") == true)
    }

    @Test("check finds what does not compile, at its line, and what the host does not offer")
    func check() async throws {
        let check = PluginCheck(executor: executor)
        let broken = await check.findings(in: try package(main: "local a = 1\n  local = 2", modules: ["tests/a.json": "{}"]))
        #expect(broken.map(\.short) == ["2:3 plugin.compileError"])
        #expect(broken[0].rendered().contains("main.lua:2:3"))
        let withheld = await check.findings(
            in: try package(propose: "return {}", extra: "capabilities: [{ id: kv.get, reason: x }]", modules: ["tests/a.json": "{}"]))
        #expect(withheld.map(\.code) == ["plugin.capabilityNotOffered"])
        let unserved = await check.findings(
            in: try package(
                main: "return { f = 1, propose = function() end }", extra: "  - { point: ai.fraud, handler: f }",
                modules: ["tests/a.json": "{}"]))
        #expect(unserved.map(\.code) == ["plugin.pointNotServed"])
        let warned = await check.findings(
            in: try package(propose: "return {}", extra: "config: { type: object, required: [a], properties: { a: { type: string } } }"))
        #expect(warned.map(\.code) == ["plugin.needsConfiguration", "plugin.noTests"])
        #expect(warned.allSatisfy { $0.severity == .warning })
        #expect(await check.findings(in: "/nonexistent").map(\.code) == ["package.unreadable"])
    }
}

@Suite("Every shipped plugin")
struct ShippedPluginTests {
    static let folders = (try? PluginPackage.folders(in: packageRoot.appending(path: "plugins").path)) ?? []

    @Test("there are some")
    func some() { #expect(!Self.folders.isEmpty) }

    @Test("passes its check and its own tests", arguments: folders)
    func passes(folder: String) async throws {
        let package = try PluginPackage.load(directory: folder)
        #expect(await PluginCheck(executor: executor).findings(in: package) == [])
        let outcomes = await PluginTests(executor: executor).run(package)
        #expect(!outcomes.isEmpty)
        for outcome in outcomes { #expect(outcome.failure == nil, "\(outcome.name)") }
    }

    @Test("volume pricing gives 5 percent from 10 pieces and 12 from 50 when nobody configures it")
    func volumePricing() async throws {
        let installed = try PluginInstallation.folders(in: packageRoot.appending(path: "plugins").path)
        let host = PluginHost(SharedInstallations(installed), executor: executor, log: quiet)
        let items: [JSON] = [9, 10, 49, 50].map { ["id": .string("i\($0)"), "quantity": .integer($0), "unitPrice": 100] }
        let answer = await host.discounts(["currency": "USD", "items": .array(items)])
        let reply = try #require(answer.replies.first { $0.provider.hasPrefix("stoa/volume-pricing@") })
        let proposals = try JSONValueDecoder().decode([DiscountProposal].self, from: reply.output)
        #expect(proposals.map(\.item) == ["i10", "i49", "i50"])
        #expect(proposals.map(\.give) == [.percent("5"), .percent("5"), .percent("12")])
        #expect(proposals.map(\.id) == ["stoa/volume-pricing#tier-10", "stoa/volume-pricing#tier-10", "stoa/volume-pricing#tier-50"])
    }
}
