import CEL
import Diagnostics
import Foundation
import Testing

/// Typed fields, columns and fused steps must answer what the general steps answer: each expression is evaluated over the
/// same data bound as Swift values and as plain maps and lists.
@Suite("Typed binding against dynamic binding")
struct TypedAgainstDynamicTests {
    let typed = Environment.typedDepot
    let dynamic = Environment.dynamicDepot

    /// `STOA_SEED=… swift test` repeats a run.
    static let seed = ProcessInfo.processInfo.environment["STOA_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0...UInt64.max)

    /// Keeps loops over loops short. The two ways may reach it at different places: what is the same for all elements costs
    /// once where the elements have a Swift type.
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

    @Test("2,200 generated expressions have the same answers and the same errors")
    func generated() throws {
        print("seed \(Self.seed)")
        var expressions = RandomExpression(seed: Self.seed)
        var random = SeededRandom(seed: Self.seed ^ 0x5EED)
        let (typedSlot, dynamicSlot) = (try #require(typed.slot(of: "depot")), try #require(dynamic.slot(of: "depot")))
        var (typedBindings, dynamicBindings) = (Bindings(for: typed), Bindings(for: dynamic))
        var counts = (values: 0, failures: 0, limited: 0, disagreements: 0)
        for index in 0..<2_200 {
            if index.isMultiple(of: 10) {
                let depot = RandomDepot.make(&random)
                typedBindings.set(typedSlot, depot)
                dynamicBindings[dynamicSlot] = depot.document
            }
            let text = expressions.condition()
            let (fast, slow) = (try typed.compile(text, expecting: .bool), try dynamic.compile(text))
            let answer = Outcome { () throws(EvaluationError) in try fast.evaluate(typedBindings, limit: limit) }
            let expected = Outcome { () throws(EvaluationError) in try slow.evaluate(dynamicBindings, limit: limit) }
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
}
