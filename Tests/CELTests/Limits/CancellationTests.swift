import CEL
import Synchronization
import Testing

@Suite("Cancellation")
struct CancellationTests {
    private let loop = "lists.range(5000).all(x, x >= 0)"

    private func code(_ text: String, _ cancellation: Cancellation) throws -> String? {
        let program = try Environment().compile(text)
        do throws(EvaluationError) {
            _ = try program.evaluate(Bindings(for: Environment()), cancellation: cancellation)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("An evaluation ends soon after it was cancelled, and || does not hide it")
    func cancelled() throws {
        #expect(try code(loop, Cancellation(every: 100) { true }) == "cel.cancelled")
        #expect(try code("\(loop) || true", Cancellation(every: 100) { true }) == "cel.cancelled")
        #expect(try code("[1].exists(y, \(loop)) || true", Cancellation(every: 100) { true }) == "cel.cancelled")
        let asked = Mutex(0)
        let third = Cancellation(every: 100) {
            asked.withLock { count in
                count += 1
                return count == 3
            }
        }
        #expect(try code(loop, third) == "cel.cancelled")
        #expect(asked.withLock { $0 } == 3)
    }

    @Test("One that is not cancelled costs and gives the same, and is asked as often as was said")
    func notCancelled() throws {
        let program = try Environment().compile(loop)
        let asked = Mutex(0)
        let cancellation = Cancellation(every: 1000) {
            asked.withLock { $0 += 1 }
            return false
        }
        let bindings = Bindings(for: Environment())
        let plain = try program.measured(bindings)
        let watched = try program.measured(bindings, cancellation: cancellation)
        #expect(plain.value == watched.value && plain.cost == watched.cost)
        #expect(abs(asked.withLock { $0 } - Int(plain.cost / 1000)) <= 1)
        #expect(try code("lists.range(9000).all(x, lists.range(9000).all(y, x >= 0))", Cancellation { false }) == "cel.costExceeded")
    }
}
