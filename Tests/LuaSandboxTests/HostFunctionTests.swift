import LuaSandbox
import Synchronization
import Testing

@Suite("Host functions")
struct HostFunctionTests {
    private func hosted(_ body: String, price: UInt64 = 1) throws(SandboxError) -> LuaSandbox {
        try sandbox(body) {
            $0.hostFunctions = [HostFunction(name: "ask", priceFuel: price), HostFunction(name: "other", priceFuel: 1)]
            $0.hostTableVisible = true
        }
    }

    @Test("Arguments and answers cross as values, any bytes and numbers included")
    func values() throws {
        let sandbox = try hosted("local r = host.ask(1, 2.5, 'a', '\\xff', {1, {x = true}}, 1/0) return {r.back, #r.raw}")
        let seen = Mutex<[LuaValue]>([])
        let result = try sandbox.call(arguments: [nil]) { (call: HostCall) throws(HostFunctionError) in
            seen.withLock { $0 = call.arguments }
            return ["back": "ok", "raw": .bytes([0xFF, 0])]
        }
        #expect(result.value == ["ok", 2])
        #expect(seen.withLock { $0 } == [1, 2.5, "a", .bytes([0xFF]), [1, ["x": true]], .number(.infinity)])
    }

    @Test("Without an answerer everything is denied, at the guest's line")
    func deniedByDefault() throws {
        let sandbox = try hosted("\nhost.ask()")
        let error = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: [nil]) }
        #expect(error.category == .denied)
        #expect(error.message == "main.lua:3: 'ask' is not granted")
    }

    @Test("A failure can be caught, counts nothing, and uncaught ends the call as runtime")
    func failure() throws {
        let sandbox = try hosted("if input then host.ask() end local ok, e = pcall(host.ask) return {ok, e}")
        let fail: HostAnswer = { _ throws(HostFunctionError) in throw .failed("no connection") }
        #expect(try sandbox.call(arguments: [nil], host: fail).value == [false, "main.lua:2: no connection"])
        let error = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: [true], host: fail) }
        #expect(error.category == .runtime)
        #expect(error.message == "main.lua:2: no connection")
    }

    @Test("A denial that is caught is counted")
    func countsDenials() throws {
        let sandbox = try hosted("for i = 1, 3 do pcall(host.ask) end return 1")
        #expect(try sandbox.call(arguments: [nil]).denials == 3)
    }

    @Test("An argument that cannot cross is the guest's error with its place")
    func badArgument() throws {
        let sandbox = try hosted("host.ask({a = {function() end}})")
        let error = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: [nil]) }
        #expect(error.category == .runtime)
        #expect(error.message.contains("bad argument [1].a[1] to 'ask': it is a function"))
    }

    @Test("Every call costs its price")
    func price() throws {
        let sandbox = try hosted("for i = 1, 100 do host.ask() end", price: 10_000)
        let error = try sandboxError { () throws(SandboxError) in
            _ = try sandbox.call(arguments: [nil]) { (_: HostCall) throws(HostFunctionError) in nil }
        }
        #expect(error.category == .fuel)
    }

    @Test("A thousand raising calls leave no object behind")
    func leavesNothing() throws {
        final class Witness: Sendable {
            static let alive = Mutex(0)
            init() { Self.alive.withLock { $0 += 1 } }
            deinit { Self.alive.withLock { $0 -= 1 } }
            var text: String { "raised" }
        }
        let sandbox = try hosted("for i = 1, 1000 do pcall(host.ask, {i}) end host.ask()")
        for _ in 0..<3 {
            _ = try sandboxError { () throws(SandboxError) in
                _ = try sandbox.call(arguments: [nil]) { (_: HostCall) throws(HostFunctionError) in
                    let witnesses = (0..<3).map { _ in Witness() }
                    throw .failed(witnesses[0].text)
                }
            }
        }
        #expect(Witness.alive.withLock { $0 } == 0)
    }

    @Test("A host function cannot call the sandbox that calls it")
    func reentrance() throws {
        let sandbox = try hosted("return host.ask()")
        let result = try sandbox.call(arguments: [nil]) { (_: HostCall) throws(HostFunctionError) in
            do throws(SandboxError) {
                _ = try sandbox.call(arguments: [nil])
                return "reached"
            } catch {
                return .string(error.code)
            }
        }
        #expect(result.value == "plugin.reentered")
    }
}
