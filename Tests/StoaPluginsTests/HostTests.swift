import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaRules
import Testing

@testable import StoaPlugins

private let honest = #"return { stoa.discount { id = "five", percent = "5" } }"#

@Suite("A plugin that misbehaves costs its own answer, and nothing else")
struct MisbehavingPluginTests {
    /// On a slow machine the processor's time may end what fuel or memory would.
    static let cases: [(String, String)] = [
        ("while true do end", "plugin.fuelExhausted"),
        ("local text = 'x' while true do text = text .. text end", "plugin.memoryExhausted"),
        (
            "local text = 'x' while #text < 60000 do text = text .. text end local all = {} for i = 1, 1e6 do all[i] = text .. i end",
            "plugin.memoryExhausted"
        ),
        ("pcall(function() while true do end end) return {}", "plugin.fuelExhausted"),
        ("return string.rep", "plugin.outputRefused"),
        ("return { { id = 'x', percent = 10 } }", "plugin.wrongAnswer"),
        ("local x = nil; return x.y", "plugin.runtimeError"),
        ("error('enough')", "plugin.runtimeError"),
        ("os.execute('true')", "plugin.denied"),
        ("return stoa.http.fetch('http://localhost')", "plugin.denied"),
        ("return stoa.kv.get('x')", "plugin.denied"),
    ]

    @Test("the failure is named, the other plugins answer, and the next call does", arguments: cases)
    func hostGoesOn(body: String, code: String) async throws {
        let host = try PluginHost([
            package(id: "acme/a-first", propose: honest), package(id: "acme/b-bad", propose: body),
            package(id: "acme/c-last", propose: honest),
        ])
        for _ in 1...3 {
            let answer = await host.discounts()
            #expect(answer.replies.map(\.provider) == ["acme/a-first@1.2.0", "acme/c-last@1.2.0"])
            #expect(
                answer.replies.map(\.output) == [
                    [["id": "acme/a-first#five", "percent": "5"]], [["id": "acme/c-last#five", "percent": "5"]],
                ])
            #expect(answer.failures.map(\.provider) == ["acme/b-bad@1.2.0"])
            #expect(answer.failures.map(\.code) == [code] || ranOutOfTime(answer, insteadOf: code))
        }
    }

    private func ranOutOfTime(_ answer: ExtensionAnswer, insteadOf code: String) -> Bool {
        ["plugin.fuelExhausted", "plugin.memoryExhausted"].contains(code) && answer.failures.map(\.code) == ["plugin.deadlineExceeded"]
    }

    @Test("a source that does not compile fails the same way, with its line")
    func compileError() async throws {
        let host = try PluginHost([package(id: "acme/a", main: "local x = 1\nreturn {{"), package(id: "acme/b", propose: honest)])
        let answer = await host.discounts()
        #expect(answer.replies.count == 1)
        #expect(answer.failures.map(\.code) == ["plugin.compileError"])
        #expect(answer.failures[0].message.hasPrefix("main.lua:2:"))
    }

    @Test("a missing handler is told in the vendor's terms")
    func missingHandler() async throws {
        let host = try PluginHost([package(id: "acme/a", main: "return { other = 1 }"), package(id: "acme/b", main: "return 5")])
        let answer = await host.discounts()
        #expect(answer.failures.map(\.code) == ["plugin.runtimeError", "plugin.runtimeError"])
        #expect(answer.failures[0].message.contains("returns no function 'propose'"))
        #expect(answer.failures[1].message.contains("must end with: return { propose = propose }"))
    }

    @Test("a module's error names the module's file")
    func moduleError() async throws {
        let host = try PluginHost([
            package(propose: "return require('rates.eu')()", modules: ["rates/eu.lua": "return function()\n  error('no rate')\nend"])
        ])
        let answer = await host.discounts()
        #expect(answer.failures.map(\.message) == ["rates/eu.lua:2: no rate"])
    }
}

@Suite("Plugins answer a question")
struct PluginHostTests {
    @Test("two plugins on one point answer in the order of their ids, however they are installed")
    func stableOrder() async throws {
        let packages = try ["zeta/one", "acme/two", "acme/one"].map { try package(id: $0, propose: honest) }
        for order in [packages, packages.reversed()] {
            let answer = await (try PluginHost(order)).discounts()
            #expect(answer.replies.map(\.provider) == ["acme/one@1.2.0", "acme/two@1.2.0", "zeta/one@1.2.0"])
            #expect(answer.failures == [])
        }
    }

    @Test("replies decode as proposals")
    func decodes() async throws {
        let body = """
            return {
              stoa.discount { id = "p", item = "a", percent = "12.5", message = "hello" },
              stoa.discount { id = "m", amount = quote.items[1].unitPrice },
              stoa.discount { id = "u", item = "b", unitPrice = 450 },
            }
            """
        let answer = await (try PluginHost([package(propose: body)])).discounts()
        let proposals = try JSONValueDecoder().decode([DiscountProposal].self, from: answer.replies[0].output)
        #expect(
            proposals == [
                DiscountProposal(id: "acme/sample#p", item: "a", give: .percent("12.5"), message: "hello"),
                DiscountProposal(id: "acme/sample#m", item: nil, give: .amount(1999)),
                DiscountProposal(id: "acme/sample#u", item: "b", give: .unitPrice(450)),
            ])
    }

    @Test("a point that no plugin extends has no replies")
    func noPlugin() async throws {
        let host = try PluginHost([package(propose: honest)])
        let answer = await host.answer(ExtensionCall(point: .fraud, input: [:]), in: tenant)
        #expect(answer == ExtensionAnswer(replies: []))
    }

    @Test("a plugin is asked for the channels it is enabled for")
    func channels() async throws {
        let installation = try PluginInstallation(package(propose: honest), channels: ["shop"])
        let host = PluginHost(SharedInstallations([installation]), executor: executor, log: quiet)
        #expect(await host.discounts().replies.isEmpty)
        #expect(await host.discounts(["currency": "EUR", "channel": "shop", "items": []]).replies.count == 1)
    }

    @Test("nothing that a call leaves behind is seen by the next, nor by another tenant")
    func noMemory() async throws {
        let body = """
            count = (rawget(quote, 'x') or 0) + 1
            return { { id = 'n' .. tostring(count), percent = '5' } }
            """
        let denied = await (try PluginHost([package(propose: body)])).discounts()
        #expect(denied.failures.map(\.code) == ["plugin.denied"])

        let main = """
            local count = 0
            return { propose = function() count = count + 1 return { { id = "n" .. count, percent = "5" } } end }
            """
        let host = try PluginHost([package(main: main)])
        for tenant in [tenant, tenant, TenantID(trusted: "other")] {
            #expect(await host.discounts(in: tenant).replies.map(\.output) == [[["id": "acme/sample#n1", "percent": "5"]]])
        }
    }

    @Test("the same question has the same answer, in another host and with random numbers too")
    func deterministic() async throws {
        let body = """
            local list = {}
            for name, value in pairs(quote.items[1].attributes) do list[#list + 1] = name .. "=" .. tostring(value) end
            local message = table.concat(list, ",") .. " " .. math.random(1, 1000000000) .. tostring({})
            return { { id = "x", percent = "5", message = message } }
            """
        let first = await (try PluginHost([package(propose: body)])).discounts()
        #expect(first.failures == [])
        for _ in 1...20 {
            let again = await (try PluginHost([package(propose: body)])).discounts()
            #expect(again == first)
        }
    }

    @Test("many questions at once each get their own answer")
    func concurrent() async throws {
        let host = try PluginHost([package(propose: "return { { id = 'x', item = quote.items[1].id, amount = quote.items[1].unitPrice } }")]
        )
        await withTaskGroup(of: (Int64, ExtensionAnswer).self) { group in
            for number in Int64(1)...100 {
                group.addTask {
                    (
                        number,
                        await host.discounts(["currency": "EUR", "items": [["id": "i", "quantity": 1, "unitPrice": .integer(number)]]])
                    )
                }
            }
            for await (number, answer) in group {
                #expect(answer.replies.map(\.output) == [[["id": "acme/sample#x", "item": "i", "amount": .integer(number)]]])
            }
        }
    }

    @Test("all plugins of one question share a budget")
    func requestBudget() async throws {
        var settings = PluginHost.Settings()
        settings.requestFuel = 100_000
        let busy = "for i = 1, 30000 do end return {}"
        let host = try PluginHost((1...6).map { try package(id: "acme/p\($0)", propose: busy) }, settings: settings)
        let answer = await host.discounts()
        #expect(answer.replies.count < 6)
        #expect(!answer.replies.isEmpty)
        #expect(Set(answer.failures.map(\.code)) == ["plugin.requestBudgetExhausted"])
        #expect(answer.replies.count + answer.failures.count == 6)
    }

    @Test("a full cache still answers")
    func smallCache() async throws {
        var settings = PluginHost.Settings()
        settings.programsMax = 1
        let host = try PluginHost([package(id: "acme/a", propose: honest), package(id: "acme/b", propose: honest)], settings: settings)
        for _ in 1...3 { #expect(await host.discounts().replies.count == 2) }
    }
}

@Suite("A circuit breaker leaves a failing plugin alone")
struct CircuitBreakerTests {
    @Test("after five fatal failures it is not asked for half a minute, then tried once")
    func opensAndCloses() async throws {
        let clock = ManualClock()
        // Uses up its memory when the first item's quantity is 2.
        let body = "local text = 'x' while quote.items[1].quantity == 2 do text = text .. text end return {}"
        let host = try PluginHost([package(propose: body)], now: { clock.now })
        let good: JSON = ["currency": "EUR", "items": [["id": "a", "quantity": 1, "unitPrice": 1]]]
        for _ in 1...5 { #expect(await host.discounts().failures.map(\.code) == ["plugin.memoryExhausted"]) }
        #expect(await host.discounts(good).failures.map(\.code) == ["plugin.circuitOpen"])
        clock.advance(by: .seconds(29))
        #expect(await host.discounts(good).failures.map(\.code) == ["plugin.circuitOpen"])
        clock.advance(by: .seconds(1))
        #expect(await host.discounts().failures.map(\.code) == ["plugin.memoryExhausted"])
        #expect(await host.discounts(good).failures.map(\.code) == ["plugin.circuitOpen"])
        clock.advance(by: .seconds(30))
        #expect(await host.discounts(good).failures == [])
        #expect(await host.discounts(good).failures == [])
    }

    @Test("a success in between starts the count again; ordinary errors do not count")
    func countsConsecutive() {
        let now = ContinuousClock.now
        var breaker = CircuitBreaker()
        for _ in 1...4 { breaker.failed(at: now) }
        breaker.succeeded()
        for _ in 1...4 { breaker.failed(at: now) }
        let before = breaker.admits(at: now)
        breaker.failed(at: now)
        let after = breaker.admits(at: now)
        #expect(before && !after)
    }

    @Test("only one call tries a closed door, and a lost one does not close it for ever")
    func oneTry() {
        let start = ContinuousClock.now
        var breaker = CircuitBreaker()
        for _ in 1...5 { breaker.failed(at: start) }
        let later = start + .seconds(30)
        let admitted = [later, later, later + .seconds(30)].map { breaker.admits(at: $0) }
        #expect(admitted == [true, false, true])
    }

    @Test("one tenant's bad luck is not another's")
    func perTenant() async throws {
        let host = try PluginHost([package(propose: "local text = 'x' while true do text = text .. text end")])
        for _ in 1...6 { _ = await host.discounts() }
        #expect(await host.discounts().failures.map(\.code) == ["plugin.circuitOpen"])
        #expect(await host.discounts(in: TenantID(trusted: "other")).failures.map(\.code) == ["plugin.memoryExhausted"])
    }
}

@Suite("The question that the platform asks")
struct QuestionTests {
    @Test("is one that the contract describes, so that the annotations tell the truth")
    func matchesContract() async throws {
        let lines = [
            Cart.Line(
                id: "1", sku: "CUP-1", quantity: 7, unitPrice: 1999, category: "cups", attributes: ["red": .bool(true)], seller: "sel_1"),
            Cart.Line(
                id: "2", sku: "CUP-1", quantity: 5, unitPrice: 1999, category: "cups", attributes: ["red": .bool(true)], seller: "sel_1"),
        ]
        let buyer = Cart.Buyer(id: "cus_1", segments: ["club"], tier: "gold", orders: 3)
        let json = try DiscountQuestion.json(
            for: Cart(currency: .eur, channel: "web", customer: buyer, lines: lines), by: .empty, at: Instant(millisecondsSince1970: 0))
        #expect(PointContract.discountPropose.question.validate(json) == [])
        let body = "return { { id = 'x', item = quote.items[1].id, amount = quote.items[1].unitPrice * quote.items[1].quantity } }"
        #expect(outcome(try await ask(body, json)) == #"[{"amount":23988,"id":"acme/sample#x","item":"1"}]"#)
    }
}

@Suite("Prices that plugins propose")
struct PriceProposalTests {
    private func answer(_ body: String) async throws -> String {
        let manifest =
            "schema: stoa/plugin/1\nid: acme/dynamic\nversion: 1.0.0\nhost: \">=1.0 <2\"\nextends:\n  - point: price.propose\n    handler: price\n"
        let main = "local stoa = require \"stoa\"\nlocal function price(question, config)\n\(body)\nend\nreturn { price = price }\n"
        let package = try PluginPackage(name: "dynamic", files: ["plugin.yaml": Array(manifest.utf8), "main.lua": Array(main.utf8)])
        let book = try Rulebook.compile([
            SourceText(name: "p/rule.yaml", text: "kind: Price\nid: p\nlines: line.sku == \"CUP-1\"\nproposed: acme/dynamic\n")
        ])
        let lines = ["CUP-1", "CUP-1", "MUG"].enumerated().map { place, sku in
            Cart.Line(
                id: "\(place)", sku: sku, quantity: 1, unitPrice: 1999, attributes: ["size": .integer(Int64(place))], seller: "sel_1",
                cost: 1000)
        }
        let buyer = Cart.Buyer(id: "cus_1", segments: ["club"])
        let cart = Cart(currency: .eur, channel: "web", customer: buyer, lines: lines)
        let question = try #require(try PriceQuestion.json(for: cart, by: book, at: Instant(millisecondsSince1970: 0)))
        #expect(PointContract.pricePropose.question.validate(question) == [])
        #expect(question["products"]?.array?.compactMap { $0["sku"] } == ["CUP-1"], "only what a rule takes a price for")
        #expect(!question.canonicalText.contains("cus_1"))
        #expect(try PriceQuestion.json(for: cart, by: .empty, at: Instant(millisecondsSince1970: 0)) == nil)
        return outcome(try await PluginRunner(executor: executor).run(package, PluginInput(question: question)).result)
    }

    @Test("are read strictly")
    func read() async throws {
        let price = "id = 'demand', sku = 'CUP-1', unitPrice"
        #expect(
            try await answer("return { { \(price) = question.products[1].cost * 2 } }")
                == #"[{"id":"acme/dynamic#demand","sku":"CUP-1","unitPrice":2000}]"#)
        #expect(try await answer("return { { \(price) = 1 }, { \(price) = 2 } }") == "plugin.wrongAnswer at [2].sku")
        #expect(try await answer("return { { id = 'x', sku = 'MUG', unitPrice = 5 } }") == "plugin.wrongAnswer at [1].sku")
        #expect(try await answer("return { { \(price) = -1 } }") == "plugin.wrongAnswer at [1].unitPrice")
        #expect(try await answer("return { { id = 'x', sku = 'CUP-1', percent = '5' } }") == "plugin.wrongAnswer at [1].percent")
        #expect(try await answer("return 5") == "plugin.wrongAnswer")
    }
}
