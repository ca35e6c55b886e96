import LuaSandbox
import Testing

@Suite("Budgets")
struct BudgetTests {
    struct Attack: Sendable, CustomTestStringConvertible {
        let name: String
        let body: String
        let category: SandboxError.Category
        let code: String
        var testDescription: String { name }
    }

    static let attacks = [
        Attack(name: "endless loop", body: "while true do end", category: .fuel, code: "plugin.fuelExhausted"),
        Attack(
            name: "swallowed loop", body: "while true do pcall(function() while true do end end) end", category: .fuel,
            code: "plugin.fuelExhausted"),
        Attack(
            name: "memory bomb", body: "local s = 'x' while true do s = s .. s end", category: .memory,
            code: "plugin.memoryExhausted"),
        Attack(
            name: "function as answer", body: "return {a = {f = function() end}}", category: .output,
            code: "plugin.outputType"),
        Attack(
            name: "too deep", body: "local t = {} for i = 1, 20 do t = {t} end return t", category: .output,
            code: "plugin.outputTooDeep"),
        Attack(name: "circular", body: "local t = {} t[1] = t return t", category: .output, code: "plugin.outputTooDeep"),
        Attack(
            name: "too many", body: "local t = {} for i = 1, 5000 do t[i] = i end return t", category: .output,
            code: "plugin.outputTooLarge"),
        Attack(name: "too long", body: "return ('x'):rep(70000)", category: .output, code: "plugin.outputTooLarge"),
        Attack(name: "not a number", body: "return {1, 0/0}", category: .output, code: "plugin.outputNotFinite"),
        Attack(name: "not text", body: "return '\\xff'", category: .output, code: "plugin.outputNotUTF8"),
        Attack(name: "holes", body: "return {[1] = 1, [3] = 3}", category: .output, code: "plugin.outputHoles"),
        Attack(name: "mixed keys", body: "return {1, a = 2}", category: .output, code: "plugin.outputKey"),
        Attack(name: "unknown global", body: "return os.time()", category: .denied, code: "plugin.denied"),
        Attack(name: "nil call", body: "local t = {} t.missing()", category: .runtime, code: "plugin.runtime"),
    ]

    @Test("An attack ends in its named error, and the next call is answered", arguments: attacks)
    func survives(_ attack: Attack) throws {
        let sandbox = try sandbox("if input == 'attack' then \(attack.body) end do return 'fine' end")
        for _ in 0..<3 {
            let error = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: ["attack"]) }
            #expect(error.category == attack.category)
            #expect(error.code == attack.code)
            #expect(SandboxError.codes.contains(error.code))
            #expect(try sandbox.call(arguments: [nil]).value == "fine")
        }
    }

    @Test("Processor time ends a call that fuel would allow")
    func deadline() throws {
        let sandbox = try sandbox("while true do end") {
            $0.limits.fuel = .max
            $0.limits.processorTime = .milliseconds(20)
        }
        let error = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: [nil]) }
        #expect(error.category == .deadline)
        #expect(error.code == "plugin.deadlineExceeded")
    }

    @Test("Time by the clock ends a call that only waits")
    func wallTime() throws {
        let sandbox = try sandbox("while true do host.wait() end") {
            $0.limits.fuel = .max
            $0.limits.wallTime = .milliseconds(50)
            $0.hostFunctions = [HostFunction(name: "wait", priceFuel: 20_000)]
            $0.hostTableVisible = true
        }
        let clock = ContinuousClock()
        let error = try sandboxError { () throws(SandboxError) in
            _ = try sandbox.call(arguments: [nil]) { (_: HostCall) throws(HostFunctionError) in
                let end = clock.now + .milliseconds(5)
                while clock.now < end {}
                return nil
            }
        }
        #expect(error.category == .deadline)
    }

    @Test("The message of a budget names the line that spent it")
    func placeOfDeath() throws {
        let sandbox = try sandbox("local x = 1\nwhile true do x = x + 1 end")
        let error = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: [nil]) }
        #expect(error.message == "main.lua:3: used up its 500000 units of fuel")
        #expect(error.fuelUsed == 500_000)
    }

    @Test("Log lines are kept up to their limit, control characters replaced, also when the call fails")
    func log() throws {
        let sandbox = try sandbox("host.log('a', 1, '\\27[31m') host.log(('x'):rep(2000)) host.log('lost') error('stop')") {
            $0.hostTableVisible = true
        }
        let error = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: [nil]) }
        #expect(error.logLines.first == "a 1  [31m")
        #expect(error.logLines.reduce(0) { $0 + $1.utf8.count + 1 } <= 1_024)
        #expect(error.message == "main.lua:2: stop")
    }

    @Test("An input over its limit is refused before anything runs")
    func inputTooLarge() throws {
        let sandbox = try sandbox("return 1")
        let large = LuaValue.string(String(repeating: "x", count: 200_000))
        let error = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: [large]) }
        #expect(error.code == "plugin.inputTooLarge")
    }

    @Test("Every memory limit gives an answer or a named error, whichever allocation fails", arguments: 0..<8)
    func anyAllocationMayFail(_ offset: Int) throws {
        let body = """
            local t = {} for i = 1, 20 do t[i] = ("k" .. i):rep(3) end
            local caught = pcall(host.fail)
            table.sort(t, function(a, b) return a > b end)
            local o = {} for k, v in pairs({b = 1, a = 2, [3] = 4}) do o[#o + 1] = k .. v end
            return {table.concat(t, ","):gsub("k(%d)", "<%1>"), o, caught, setmetatable({}, {__index = o})[1]}
            """
        var answers = 0
        for bytes in stride(from: 16_000 + offset * 13, to: 48_000, by: 104) {
            do throws(SandboxError) {
                let sandbox = try sandbox(body) {
                    $0.limits.memoryBytes = bytes
                    $0.hostFunctions = [HostFunction(name: "fail", priceFuel: 1)]
                    $0.hostTableVisible = true
                }
                _ = try sandbox.call(arguments: [nil])
                answers += 1
            } catch {
                #expect(error.category == .memory, "\(bytes) bytes: \(error)")
            }
        }
        #expect(answers > 0)
    }
}
