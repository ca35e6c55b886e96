import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules
import StoaTesting
import Synchronization
import Testing

@testable import StoaMall

/// Two hosts on one store; each remembers what it has seen, and no longer than it may.
@Suite("What a host remembers of rulebooks")
struct HostMemoryTests {
    private final class Clock: Sendable {
        private let instant = Mutex(TestMall.now)
        var now: Instant { instant.withLock { $0 } }
        func advance(_ milliseconds: Int64) { instant.withLock { $0 = $0.advanced(byMilliseconds: milliseconds) } }
    }

    private let fifteen = BookFixture.files(BookFixture.percent(15))

    private func withHosts(
        _ engine: TestEngine, _ body: (_ first: TestMall, _ second: TestMall, Rulebooks, Clock) async throws -> Void
    ) async throws {
        let clock = Clock()
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder, clock: { clock.now }) { first in
            let rulebooks = Rulebooks(base: BookFixture.folder)
            try await body(first, first.host(rulebooks: rulebooks, clock: { clock.now }), rulebooks, clock)
        }
    }

    @Test("without a watch, another host goes by the old rules for less than half a second", arguments: TestEngine.available)
    func freshness(engine: TestEngine) async throws {
        try await withHosts(engine) { first, second, _, clock in
            #expect(try await second.shirtTotal() == 1800)
            try await first.publishAndActivate(fifteen)
            clock.advance(Rulebooks.freshMilliseconds - 1)
            #expect(try await second.shirtTotal() == 1800, "or nothing is remembered")
            clock.advance(1)
            #expect(try await second.shirtTotal() == 1700)
            try await first.run("promotion.pause", ["id": "sale", "reason": "x"])
            clock.advance(Rulebooks.freshMilliseconds)
            #expect(try await second.shirtTotal() == 2000)
            // A clock that is set back must not make old rules last.
            try await first.run("promotion.resume", ["id": "sale"])
            clock.advance(-3_600_000)
            #expect(try await second.shirtTotal() == 1700)
        }
    }

    @Test("the watch brings a change at once, and compiles what was only published", arguments: TestEngine.available)
    func watch(engine: TestEngine) async throws {
        try await withHosts(engine) { first, second, rulebooks, clock in
            #expect(try await second.shirtTotal() == 1800)
            let id = try await first.publish(fifteen)
            #expect(rulebooks.memory.book(id.string ?? "") == nil)
            #expect(await rulebooks.watch(first.store, now: { clock.now }) == [])
            #expect(rulebooks.memory.book(id.string ?? "") != nil, "compiled before any request needs it")
            #expect(try await second.shirtTotal() == 1800)
            try await first.run("rulebook.activate", ["id": id])
            #expect(await rulebooks.watch(first.store, now: { clock.now }) == [])
            #expect(try await second.shirtTotal() == 1700)
            // Who has not been asked for in a minute is not looked at, and still quotes by the new rules when asked.
            clock.advance(Rulebooks.watchedMilliseconds + 1)
            try await first.run("rulebook.rollback", ["reason": "x"])
            #expect(rulebooks.memory.tenants(askedSince: clock.now.advanced(byMilliseconds: -Rulebooks.watchedMilliseconds)).isEmpty)
            #expect(try await second.shirtTotal() == 1800)
        }
    }

    @Test("a watch that cannot reach the store says so and keeps what is known for half a second")
    func noStore() async throws {
        try await withHosts(.sqlite) { first, second, rulebooks, clock in
            let before = try await second.shirtTotal()
            #expect(before == 1800)
            await first.store.close()
            #expect(await rulebooks.watch(first.store, now: { clock.now }).count == 1)
            clock.advance(Rulebooks.freshMilliseconds)
            #expect(await second.refusal("rulebook.list", [:])?.hasPrefix("store.") == true)
        }
    }

    @Test("while a host compiles new rules, requests go by the earlier ones, for a second at most")
    func compiling() throws {
        let memory = RulebookMemory()
        let tenant = TestMall.tenant
        let book = BookFixture.folder.book
        let now = TestMall.now
        memory.remember(RulesInForce(RulebookControl(), active: book, candidate: nil), of: tenant, version: 0, checkedAt: now)
        var control = RulebookControl()
        control.active = .init(rulebook: ID(trusted: "new"), at: now, by: "x", cause: .activated)
        #expect(memory.rulesWhileCompiling(control, of: tenant, at: now) == nil, "nobody compiles it")
        memory.compiling(["new"]) {
            let within = now.advanced(byMilliseconds: Rulebooks.compilingMilliseconds - 1)
            #expect(memory.rulesWhileCompiling(control, of: tenant, at: within)?.active.whole.hash == book.hash)
            #expect(memory.rulesWhileCompiling(control, of: tenant, at: within.advanced(byMilliseconds: 1)) == nil)
            #expect(memory.rulesWhileCompiling(control, of: ID(trusted: "other"), at: within) == nil)
        }
        #expect(memory.rulesWhileCompiling(control, of: tenant, at: now) == nil)
    }

    @Test("the books in memory are those that were used last")
    func forgetting() throws {
        let memory = RulebookMemory()
        var hashes: [String] = []
        for number in 0...RulebookMemory.booksMax {
            let book = try Rulebook.compile([BookFixture.percent(1, id: "r\(number)")])
            hashes.append(book.hash)
            memory.remember(book)
            // The first one is used all the time.
            #expect(memory.book(hashes[0]) != nil)
        }
        #expect(memory.book(hashes[1]) == nil)
        #expect(hashes.count { memory.book($0) != nil } == RulebookMemory.booksMax)
    }

    @Test("rules that were read earlier do not replace newer ones")
    func order() throws {
        let memory = RulebookMemory()
        let (old, new) = (BookFixture.folder.book, try Rulebook.compile([BookFixture.percent(15)]))
        let now = TestMall.now
        memory.remember(RulesInForce(RulebookControl(), active: new, candidate: nil), of: TestMall.tenant, version: 2, checkedAt: now)
        memory.remember(
            RulesInForce(RulebookControl(), active: old, candidate: nil), of: TestMall.tenant, version: 1,
            checkedAt: now.advanced(byMilliseconds: 5))
        #expect(memory.rules(of: TestMall.tenant, at: now, freshFor: 500)?.active.whole.hash == new.hash)
    }
}
