import JSONDocument
import Testing

@testable import StoaPlugins

@Suite("A wrong answer is refused with its path")
struct AnswerTests {
    static let wrong: [(String, String)] = [
        ("return nil", "plugin.wrongAnswer"),
        ("return 5", "plugin.wrongAnswer"),
        ("return { id = 'x', percent = '5' }", "plugin.wrongAnswer"),
        ("return { 'x' }", "plugin.wrongAnswer at [1]"),
        ("return { {} }", "plugin.wrongAnswer at [1].id"),
        ("return { { percent = '5' } }", "plugin.wrongAnswer at [1].id"),
        ("return { { id = 5, percent = '5' } }", "plugin.wrongAnswer at [1].id"),
        ("return { { id = '', percent = '5' } }", "plugin.wrongAnswer at [1].id"),
        ("return { { id = 'a b', percent = '5' } }", "plugin.wrongAnswer at [1].id"),
        ("return { { id = 'a#b', percent = '5' } }", "plugin.wrongAnswer at [1].id"),
        ("return { { id = string.rep('x', 39), percent = '5' } }", "plugin.wrongAnswer at [1].id"),
        ("return { { id = 'x' } }", "plugin.wrongAnswer at [1]"),
        ("return { { id = 'x', percent = '5', amount = 5 } }", "plugin.wrongAnswer at [1]"),
        ("return { { id = 'x', percent = '5', percentage = 5 } }", "plugin.wrongAnswer at [1].percentage"),
        ("return { { id = 'x', percent = 10 } }", "plugin.wrongAnswer at [1].percent"),
        ("return { { id = 'x', percent = 10.5 } }", "plugin.wrongAnswer at [1].percent"),
        ("return { { id = 'x', percent = '0' } }", "plugin.wrongAnswer at [1].percent"),
        ("return { { id = 'x', percent = '-5' } }", "plugin.wrongAnswer at [1].percent"),
        ("return { { id = 'x', percent = '100.01' } }", "plugin.wrongAnswer at [1].percent"),
        ("return { { id = 'x', percent = '1e1' } }", "plugin.wrongAnswer at [1].percent"),
        ("return { { id = 'x', percent = 'ten' } }", "plugin.wrongAnswer at [1].percent"),
        ("return { { id = 'x', percent = '5', item = 'c' } }", "plugin.wrongAnswer at [1].item"),
        ("return { { id = 'x', percent = '5', item = 1 } }", "plugin.wrongAnswer at [1].item"),
        ("return { { id = 'x', percent = '5', message = 5 } }", "plugin.wrongAnswer at [1].message"),
        ("return { { id = 'x', percent = '5', message = string.rep('x', 201) } }", "plugin.wrongAnswer at [1].message"),
        ("return { { id = 'x', amount = 0 } }", "plugin.wrongAnswer at [1].amount"),
        ("return { { id = 'x', amount = -5 } }", "plugin.wrongAnswer at [1].amount"),
        ("return { { id = 'x', amount = 5.0 } }", "plugin.wrongAnswer at [1].amount"),
        ("return { { id = 'x', amount = '5' } }", "plugin.wrongAnswer at [1].amount"),
        ("return { { id = 'x', amount = stoa.money(5, 'USD') } }", "plugin.wrongAnswer at [1].amount"),
        ("return { { id = 'x', amount = { amount = 5.5, currency = 'EUR' } } }", "plugin.wrongAnswer at [1].amount"),
        ("return { { id = 'x', amount = { amount = 5, currency = 'EUR', more = 1 } } }", "plugin.wrongAnswer at [1].amount"),
        ("return { { id = 'x', amount = 1000000000000001 } }", "plugin.wrongAnswer at [1].amount"),
        ("return { { id = 'x', unitPrice = 5 } }", "plugin.wrongAnswer at [1].unitPrice"),
        ("return { { id = 'x', unitPrice = -1, item = 'a' } }", "plugin.wrongAnswer at [1].unitPrice"),
        (
            "return { { id = 'x', percent = '5' }, { id = 'y', percent = '5' }, { id = 'z', percent = 5 } }",
            "plugin.wrongAnswer at [3].percent"
        ),
        ("return { { id = 'x', percent = '5' }, { id = 'x', percent = '6' } }", "plugin.wrongAnswer at [2].id"),
        ("return { { id = 'x', percent = '5', message = '\\xff' } }", "plugin.outputRefused at [1].message"),
        ("return { { id = 'x', percent = 0/0 } }", "plugin.outputRefused at [1].percent"),
        ("local t = {} t[1] = t return t", "plugin.outputRefused"),
    ]

    @Test(arguments: wrong)
    func refused(body: String, expected: String) async throws {
        let result = outcome(try await ask(body))
        // A cycle is refused at the depth where it is noticed.
        #expect(expected == "plugin.outputRefused" ? result.hasPrefix(expected) : result == expected)
    }

    @Test("the words of a refusal")
    func words() async throws {
        guard case .failure(let failure) = try await ask("return { { id = 'x', percent = 10 } }") else {
            Issue.record("was accepted")
            return
        }
        #expect(failure.description == "[1].percent: is a whole number; expected text such as \"10\"")
    }

    static let right: [(String, String)] = [
        ("return {}", "[]"),
        ("return stoa.list {}", "[]"),
        ("return { { id = 'x', percent = '100' } }", #"[{"id":"acme/sample#x","percent":"100"}]"#),
        ("return { { id = 'x', percent = '0.01', item = 'a' } }", #"[{"id":"acme/sample#x","item":"a","percent":"0.01"}]"#),
        ("return { { id = 'x', amount = stoa.money(150, 'EUR') } }", #"[{"amount":150,"id":"acme/sample#x"}]"#),
        ("return { { id = 'x', amount = 1 } }", #"[{"amount":1,"id":"acme/sample#x"}]"#),
        ("return { { id = 'x', item = 'b', unitPrice = 0 } }", #"[{"id":"acme/sample#x","item":"b","unitPrice":0}]"#),
        (
            "return { { id = 'x', item = 'a', percent = '5' }, { id = 'x', item = 'b', percent = '5' } }",
            #"[{"id":"acme/sample#x","item":"a","percent":"5"},{"id":"acme/sample#x","item":"b","percent":"5"}]"#
        ),
        (
            "return stoa.list { z = { id = 'z', percent = '1' }, a = { id = 'a', percent = '2' } }",
            #"[{"id":"acme/sample#a","percent":"2"},{"id":"acme/sample#z","percent":"1"}]"#
        ),
    ]

    @Test(arguments: right)
    func accepted(body: String, expected: String) async throws {
        #expect(outcome(try await ask(body)) == expected)
    }
}
