import Foundation
import JSONDocument
import StoaTesting
import Testing

@Suite("Rulebooks on running hosts", .serialized)
struct HotSwapTests {
    private static let cart: JSON = ["cart": ["channel": "web", "lines": [["sku": "posters-001", "quantity": 1]]]]

    /// Posters of the demo cost 15.00.
    private func total(_ host: MallServer) async throws -> Int64 {
        try await host.customer.post("/v1/quotes", HotSwapTests.cart).body[pointer: "/totals/total"]?.integer ?? -1
    }

    /// Asks until the host quotes so much, for ten seconds at most.
    ///
    /// - Returns: how long it took.
    private func wait(for total: Int64, on host: MallServer) async throws -> Duration {
        let clock = ContinuousClock()
        let start = clock.now
        while clock.now - start < .seconds(10) {
            if try await self.total(host) == total { return clock.now - start }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("after ten seconds the host still quotes \(try await self.total(host)), not \(total)")
        return clock.now - start
    }

    private func folder(_ percent: Int) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let rule = folder.url.appending(path: "sale")
        try FileManager.default.createDirectory(at: rule, withIntermediateDirectories: true)
        try Data("kind: Promotion\nid: sale\ngive: { percent: \(percent) }\n".utf8).write(to: rule.appending(path: "rule.yaml"))
        return folder
    }

    /// Runs a command of `stoa` against a server.
    private func stoa(_ arguments: [String], on host: MallServer, as client: MallClient? = nil) async throws -> (
        status: Int32, output: String, errors: String
    ) {
        try await runStoa(arguments + ["--server", host.address, "--key", (client ?? host.admin).key ?? ""])
    }

    @Test("what is activated on one host is quoted by every other within a second, without a restart", arguments: TestEngine.available)
    func hotSwap(engine: TestEngine) async throws {
        try await engine.withEmptyDatabase { database in
            // SQLite is for one process; there the host sees its own changes the same way.
            let shipped = try folder(1)
            let arguments = ["--rules", shipped.url.path]
            let first = try await MallServer(database: database, arguments: arguments)
            let second = engine == .postgres ? try await MallServer(database: database, arguments: arguments) : first
            #expect(try await total(second) == 1485)
            let (ten, twenty) = (try folder(10), try folder(20))
            let published = try await stoa(["publish", ten.url.path, "--json"], on: first)
            #expect(published.status == 0, "\(published.errors)")
            let outcome = try JSON(parsing: published.output)
            #expect(outcome[pointer: "/activation/isInForce"] == true)
            var figures = [("activation", try await wait(for: 1350, on: second))]

            let diff = try await stoa(["diff", "current", twenty.url.path], on: second)
            #expect(diff.output == "sale: gives 20 % instead of 10 %\n", "\(diff.errors)")
            let at = Date.now.addingTimeInterval(4)
            let scheduled = try await stoa(["publish", twenty.url.path, "--at", at.ISO8601Format()], on: first)
            #expect(scheduled.status == 0, "\(scheduled.errors)")
            // On a busy machine the time may have come meanwhile.
            let meanwhile = try await total(second)
            #expect(meanwhile == 1350 || Date.now >= at, "what is scheduled changes nothing before its time")
            _ = try await wait(for: 1200, on: second)

            let paused = try await stoa(["rule", "pause", "sale", "--reason", "wrong price"], on: first)
            #expect(paused.status == 0, "\(paused.errors)")
            figures.append(("pause", try await wait(for: 1500, on: second)))
            #expect(try await stoa(["rule", "resume", "sale"], on: first).status == 0)
            figures.append(("resume", try await wait(for: 1200, on: second)))
            let back = try await stoa(["rollback", "--reason", "too cheap"], on: first)
            #expect(back.output == (outcome["id"]?.string ?? "") + "\n", "\(back.errors)")
            figures.append(("rollback", try await wait(for: 1350, on: second)))
            print(
                "seen on \(engine == .postgres ? "another" : "the") host, \(engine):",
                figures.map { "\($0.0) after \($0.1)" }.joined(separator: ", "))

            // A host that starts now goes by the tenant's rules, not by its folder's.
            #expect(try await second.stop() == 0)
            let third = try await MallServer(database: database, arguments: arguments)
            #expect(try await total(third) == 1350)
            #expect(try await third.stop() == 0)
        }
    }

    @Test("a merchandiser's activation waits for somebody else, and then holds on every host", arguments: TestEngine.available)
    func fourEyes(engine: TestEngine) async throws {
        try await engine.withEmptyDatabase { database in
            let shipped = try folder(1)
            let server = try await MallServer(database: database, arguments: ["--rules", shipped.url.path])
            let maker = try await server.client("usr_mia", roles: ["merchandiser", "pricing-lead"])
            let checker = try await server.client("usr_lea", roles: ["pricing-lead"])
            let rules = try folder(10)
            let held = try await stoa(["publish", rules.url.path, "--json"], on: server, as: maker)
            #expect(held.status == 0, "\(held.errors)")
            let task = try #require(try JSON(parsing: held.output)[pointer: "/activation/held/task"]?.string, "\(held.output)")
            #expect(try await total(server) == 1485)
            let approve: JSON = ["outcome": "approved", "comment": "fine"]
            #expect(try await maker.post("/v1/tasks/\(task)/decision", approve).code == "approval.makerIsChecker")
            let approved = try await checker.post("/v1/tasks/\(task)/decision", approve)
            #expect(approved.body[pointer: "/instance/outcome"] == "executed", "\(approved.body)")
            _ = try await wait(for: 1350, on: server)
            #expect(try await server.stop() == 0)
        }
    }

    @Test("the command line tells what is wrong, with the exit code for it")
    func refusals() async throws {
        try await TestEngine.sqlite.withEmptyDatabase { database in
            let server = try await MallServer(database: database)
            let rules = try folder(10)
            let stranger = try await stoa(["publish", rules.url.path], on: server, as: server.customer)
            #expect(stranger.status == 1 && stranger.errors.contains("[auth.roleMissing]"), "\(stranger.errors)")
            let unknown = try await stoa(["rule", "pause", "none", "--reason", "x"], on: server)
            #expect(unknown.status == 1 && unknown.errors.contains("[promotion.notFound]"), "\(unknown.errors)")
            try Data("kind: Promotion\nid: sale\ngvie: 1\n".utf8).write(to: rules.url.appending(path: "sale/rule.yaml"))
            let broken = try await stoa(["publish", rules.url.path], on: server)
            #expect(broken.status == 1 && broken.errors.contains("rule.unknownField") && broken.errors.contains("gvie"), "\(broken.errors)")
            let metrics = try await runStoa(
                ["diff", "current", rules.url.path, "--server", server.address + "/metrics?x=", "--key", server.admin.key ?? ""])
            #expect(metrics.status == 3 && metrics.errors.contains("[http.noStoa]"), "\(metrics.errors)")
            #expect(try await server.stop() == 0)
            let nobody = try await stoa(["rollback", "--reason", "x"], on: server)
            #expect(nobody.status == 3 && nobody.errors.contains("[http.refused]"), "\(nobody.errors)")
            let keyless = try await runStoa(["rollback", "--reason", "x"])
            #expect(keyless.status == 2 && keyless.errors.contains("[auth.missingKey]"), "\(keyless.errors)")
        }
    }

    @Test("two folders are compared without a server")
    func offline() async throws {
        let (ten, twenty) = (try folder(10), try folder(20))
        let diff = try await runStoa(["diff", ten.url.path, twenty.url.path, "--json"])
        #expect(try JSON(parsing: diff.output)[0]?["words"] == ["gives 20 % instead of 10 %"])
        #expect(try await runStoa(["diff", ten.url.path, ten.url.path]).output == "")
    }
}
