import CEL
import CELConformance
import Diagnostics
import Foundation
import PropertyTesting
import Testing

@Suite("Mutated expressions")
struct FuzzTests {
    /// What one input may take; a debug build on a loaded machine takes milliseconds.
    static let inputTimeMax = Duration.seconds(10)
    static let memoryGrowthMax = 1 << 30

    @Test("Nothing crashes, hangs or fills the memory")
    func mutated() throws {
        let seed = TestRun.seed(0xF022)
        var fuzzer = Fuzzer(seed: seed)
        let clock = ContinuousClock()
        let start = clock.now
        let memory = residentBytesMax()
        var slowest = (text: "", time: Duration.zero)
        var inputs = 0
        var evaluated = 0
        // Some seconds in every run, a minute in the long one.
        while TestRun.isLong ? clock.now - start < .seconds(60) : inputs < 4000 {
            let text = fuzzer.next()
            inputs += 1
            let time = clock.measure { if exercise(text, &fuzzer) { evaluated += 1 } }
            if time > slowest.time { slowest = (text, time) }
        }
        print("mutated \(inputs) expressions, seed \(seed): \(evaluated) evaluated, the slowest took \(slowest.time)")
        #expect(evaluated > inputs / 20, "seed \(seed): too few inputs get as far as evaluation")
        #expect(slowest.time < Self.inputTimeMax, "seed \(seed): \(slowest.text)")
        #expect(residentBytesMax() - memory < Self.memoryGrowthMax, "seed \(seed)")
    }

    /// Takes an input through everything that reads one; true when it was evaluated.
    private func exercise(_ text: String, _ fuzzer: inout Fuzzer) -> Bool {
        let source = SourceText(name: "fuzz", text: text)
        var wasEvaluated = false
        for mode in [CompileMode.checked, .unchecked] {
            let program: Program
            do throws(DiagnosticsError) {
                program = try ExpressionGenerator.environment.compile(source, mode: mode)
            } catch {
                // Every finding can be shown, and has a code.
                #expect(!error.description.isEmpty && error.diagnostics.allSatisfy { !$0.code.isEmpty }, "\(text)")
                continue
            }
            wasEvaluated = true
            _ = try? program.evaluate(fuzzer.bindings, limit: 10_000)
            _ = try? program.evaluate(fuzzer.bindings, unknown: fuzzer.unknown, limit: 10_000)
            _ = program.costEstimate()
            #expect((try? Expression(parsing: SourceText(name: "again", text: program.expression.text))) != nil, "\(text)")
        }
        return wasEvaluated
    }

    private func residentBytesMax() -> Int {
        var usage = rusage()
        // The selector has another type on each platform.
        #if canImport(Glibc)
            getrusage(RUSAGE_SELF.rawValue, &usage)
            return Int(usage.ru_maxrss) * 1024
        #else
            getrusage(RUSAGE_SELF, &usage)
            return Int(usage.ru_maxrss)
        #endif
    }
}

/// Changes expressions at random, by bytes and by tokens.
private struct Fuzzer {
    private var generator: ExpressionGenerator
    private var seeds: [String]
    let bindings: Bindings
    let unknown: [AttributePattern]

    private static let alphabet = Array("()[]{}.,?:+-*/%!<>=&|'\"`\\rb0x19.eu @\n§é\r\u{0}".utf8)
    private static let tokens = [
        "(", ")", "[", "]", "{", "}", ".", ",", "?", ":", "&&", "||", "==", "in", "!", "-", "'a'", "b'\\xff'", "1", "1u", "2.5", "x", "li",
        "m",
        ".map(i, i)", ".all(i, i)", ".exists(k, v, k == v)", ".size()", ".?a", "[?0]", ".orValue(1)", "dyn(x)", "has(x.k)",
        "cel.bind(q, x, q)",
        "9223372036854775807", "1e308", "null", "true", ".matches('(a*)*b')", "'%s'.format([x])", "r'''", "//", "optional.none()",
        "[x, x].map(a, [a, a])", "google.protobuf.Value{}", "type(x)", ".flatten()", ".distinct()",
    ]

    init(seed: UInt64) {
        generator = ExpressionGenerator(seed: seed, dialect: .whole)
        seeds = (try? SharedSuite.read().files.flatMap { $0.tests.map(\.expression) }) ?? []
        for _ in 0..<500 { seeds.append(generator.expression()) }
        var bindings = Bindings(for: ExpressionGenerator.environment)
        for (variable, value) in zip(ExpressionGenerator.variables, generator.facts()) {
            if let slot = ExpressionGenerator.environment.slot(of: variable.name) { bindings[slot] = value }
        }
        self.bindings = bindings
        unknown = ["x.k", "i1", "li[*]", "m.a"].compactMap { AttributePattern($0) }
    }

    mutating func next() -> String {
        var bytes = Array(generator.random.pick(seeds).utf8)
        for _ in 0..<(1 + generator.random.below(4)) { mutate(&bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let place = generator.random.below(bytes.count + 1)
        let end = min(bytes.count, place + 1 + generator.random.below(8))
        switch generator.random.below(8) {
        case 0: if place < bytes.count { bytes[place] = generator.random.pick(Self.alphabet) }
        case 1: bytes.removeSubrange(place..<end)
        case 2: bytes.insert(generator.random.pick(Self.alphabet), at: place)
        case 3, 4: bytes.insert(contentsOf: generator.random.pick(Self.tokens).utf8, at: place)
        case 5: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 6:
            let other = Array(generator.random.pick(seeds).utf8)
            bytes.replaceSubrange(place..., with: other.suffix(generator.random.below(other.count + 1)))
        default:
            // Brackets and operators many times over go for the limits.
            let count = generator.random.pick([3, 50, 400])
            let unit = generator.random.pick(["(", "[", "!", "-", "x.", "[[", "{1:", "1+", "a?b:", "li.map(i, "])
            bytes.insert(contentsOf: String(repeating: unit, count: count).utf8, at: place)
        }
    }
}
