import CEL
import Diagnostics
import Foundation
import PropertyTesting
import Testing

/// Typed fields, columns and fused steps must answer what the general steps answer: each expression is evaluated over the
/// same data bound as Swift values and as plain maps and lists.
@Suite("Typed binding against dynamic binding")
struct TypedAgainstDynamicTests {
    let typed = Environment.typedDepot
    let dynamic = Environment.dynamicDepot

    /// `STOA_SEED=… swift test` repeats a run.
    static let seed = TestRun.statedSeed ?? UInt64.random(in: 0...UInt64.max)

    /// Keeps loops over loops short. The two ways may reach it at different places: elements that have a Swift type are
    /// looked at by 64, also behind the one that decides.
    private let limit: UInt64 = 10_000

    private enum Outcome: Equatable {
        case value(Value)
        case failure(String)

        var isLimit: Bool { self == .failure("cel.costExceeded") }

        /// What stands where a field is absent has another name in a map.
        init(_ evaluate: () throws(EvaluationError) -> Value) {
            do throws(EvaluationError) { self = .value(try evaluate()) } catch {
                self = .failure(error.code == "cel.absentField" ? "cel.noSuchKey" : error.code)
            }
        }
    }

    /// Each form that a comprehension's body is computed in for many elements at once.
    static let forms = [
        "depot.parcels.exists(p, p.fragile && p.weight > 3)",
        "depot.parcels.all(p, p.fragile || p.weight <= 5)",
        "depot.parcels.all(p, !p.fragile || !(p.weight < 1))",
        "depot.parcels.exists_one(p, p.weight == 3 && p.label != 'vip')",
        "depot.parcels.filter(p, p.label == 'vip' || p.label == depot.name).size() >= 2",
        "size(depot.parcels.filter(p, p.label in ['vip', 'box', '\u{E9}'])) > 1",
        "depot.parcels.exists(p, p.label in ['1', '2', '3', '4', '5', '6', '7', '8', 'vip', 'e\u{301}'])",
        "depot.parcels.all(p, p.weight * 2 - 1 <= p.weight + depot.limit)",
        "depot.parcels.exists(p, p.weight / depot.limit >= 1 && p.weight % 2 == 0)",
        "depot.parcels.exists(p, 7 - p.weight > p.weight)",
        "depot.parcels.all(p, 0 <= p.weight && depot.limit != p.weight)",
        "depot.parcels.exists(p, has(p.floor) && p.floor > 2)",
        "depot.parcels.exists(p, p.floor > 2)",
        "depot.parcels.all(p, p.owner != 'vip' || p.fragile)",
        "depot.parcels.exists(p, p.price >= 2.5 && p.price != depot.rate)",
        "depot.parcels.exists(p, p.label.startsWith('final') || p.label.endsWith('bytes') && p.label.contains(depot.name))",
        "depot.parcels.exists(p, p.marks.exists(m, m == 'vip') && p.weight >= 3)",
        "depot.parcels.filter(p, p.sizes.all(s, s > 1 && s < 6) && p.marks.exists_one(m, m.size() > 2)).size() > 0",
        "depot.parcels.exists(p, p.parts.exists(q, q.count > 2 && q.code == 'box'))",
        "depot.parcels.exists(p, p.parts.exists(q, q.count > p.weight))",
        "depot.parcels.exists(p, depot.tags.exists(t, t == p.label) && p.sent > depot.since)",
        "depot.codes.exists(c, c > 2 && c * c < 20) && depot.rates.exists(r, r > 1.0 && r != depot.rate)",
        "depot.flags.all(f, f || depot.open) || depot.flags.exists_one(f, f)",
        "depot.tags.all(t, t == '\u{E9}' || t != 'e\u{301}') && depot.tags.exists(t, t > 'a')",
        "depot.best.marks.exists(m, m in depot.tags) || depot.best.parts.all(q, q.count >= 0)",
    ]

    @Test("Every form of a body, over many data", arguments: forms)
    func form(_ text: String) throws {
        var comparison = try Comparison(self, seed: Self.seed)
        for _ in 0..<40 {
            comparison.newData()
            let (answer, expected) = try comparison.outcomes(of: text)
            #expect(answer == expected, "seed \(Self.seed)")
        }
    }

    @Test("2,200 generated expressions have the same answers and the same errors")
    func generated() throws {
        print("seed \(Self.seed)")
        var expressions = RandomExpression(seed: Self.seed)
        var comparison = try Comparison(self, seed: Self.seed ^ 0x5EED)
        var counts = (values: 0, failures: 0, limited: 0, disagreements: 0)
        for index in 0..<2_200 {
            if index.isMultiple(of: 10) { comparison.newData() }
            let text = expressions.condition()
            let (answer, expected) = try comparison.outcomes(of: text)
            guard !answer.isLimit, !expected.isLimit else {
                counts.limited += 1
                continue
            }
            if case .value = expected { counts.values += 1 } else { counts.failures += 1 }
            if answer != expected { counts.disagreements += 1 }
            if counts.disagreements < 5 { #expect(answer == expected, "seed \(Self.seed), \(text)") }
        }
        #expect(counts.disagreements == 0)
        // Both kinds have to occur, or the comparison shows nothing.
        #expect(counts.values > 1_500 && counts.failures > 30, "\(counts)")
    }

    /// One data set bound in both ways.
    private struct Comparison {
        let tests: TypedAgainstDynamicTests
        var random: SplitMix64
        var typed: Bindings
        var dynamic: Bindings
        let slots: (typed: Slot, dynamic: Slot)

        init(_ tests: TypedAgainstDynamicTests, seed: UInt64) throws {
            self.tests = tests
            random = SplitMix64(seed: seed)
            typed = Bindings(for: tests.typed)
            dynamic = Bindings(for: tests.dynamic)
            slots = (try #require(tests.typed.slot(of: "depot")), try #require(tests.dynamic.slot(of: "depot")))
            newData()
        }

        mutating func newData() {
            let depot = RandomDepot.make(&random)
            typed.set(slots.typed, depot)
            dynamic[slots.dynamic] = depot.document
        }

        func outcomes(of text: String) throws -> (answer: Outcome, expected: Outcome) {
            let fast = try tests.typed.compile(text, expecting: .bool)
            let slow = try tests.dynamic.compile(text)
            return (
                Outcome { () throws(EvaluationError) in try fast.evaluate(typed, limit: tests.limit) },
                Outcome { () throws(EvaluationError) in try slow.evaluate(dynamic, limit: tests.limit) }
            )
        }
    }
}
