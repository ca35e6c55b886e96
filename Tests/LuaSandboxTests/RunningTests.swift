import LuaSandbox
import Testing

@Suite("Threads")
struct RunningTests {
    @Test("A pool answers many tasks at once, attacks among them")
    func pool() async throws {
        var configuration = SandboxConfiguration()
        configuration.limits.processorTime = .seconds(5)
        configuration.limits.wallTime = .seconds(60)
        let pool = try SandboxPool(
            LuaScript(name: "main.lua", source: "return function(n) while n % 7 == 0 do end return n * 2 end"),
            configuration: configuration)
        let executor = SandboxExecutor(threads: 2)
        let answers = await withTaskGroup(of: (Int64, Result<LuaValue, SandboxError>).self) { group in
            for n in Int64(1)...70 {
                group.addTask {
                    do throws(SandboxError) {
                        let value = try await executor.run { () throws(SandboxError) in
                            try pool.call(arguments: [.integer(n)]).value
                        }
                        return (n, .success(value))
                    } catch {
                        return (n, .failure(error))
                    }
                }
            }
            var answers: [Int64: Result<LuaValue, SandboxError>] = [:]
            for await (n, answer) in group { answers[n] = answer }
            return answers
        }
        for n in Int64(1)...70 {
            switch answers[n] {
            case .success(let value): #expect(value == .integer(n * 2))
            case .failure(let error): #expect(error.category == .fuel && n % 7 == 0)
            case nil: Issue.record("no answer for \(n)")
            }
        }
    }

    @Test("A script that is no Lua is refused at its line")
    func compile() throws {
        let error = try sandboxError { () throws(SandboxError) in
            _ = try sandbox(script: LuaScript(name: "main.lua", source: "return {\nf = function(\n}")).call(arguments: [])
        }
        #expect(error.code == "plugin.compile")
        #expect(error.message.contains("main.lua:3"), "\(error.message)")
    }

    @Test("A full queue refuses with its own code")
    func fullQueue() async throws {
        let executor = SandboxExecutor(threads: 1, pendingMax: 0)
        do throws(SandboxError) {
            _ = try await executor.run { () throws(SandboxError) in 1 }
            Issue.record("the body ran")
        } catch {
            #expect(error.code == "plugin.queueFull")
        }
    }

    @Test("Recursion through C ends in an error on the executor's stack")
    func deepRecursion() async throws {
        let executor = SandboxExecutor(threads: 1, stackBytes: 1 << 20)
        let code = await executor.code {
            "return function() local function f(s) return (s:gsub('.', function(c) return f(c) .. string.format('%.99f', 1e308) end)) end return f('x') end"
        }
        #expect(code == "plugin.runtime")
    }
}

extension SandboxExecutor {
    fileprivate func code(_ source: @Sendable () -> String) async -> String? {
        let script = LuaScript(name: "main.lua", source: source())
        do throws(SandboxError) {
            _ = try await run { () throws(SandboxError) in try LuaSandbox(script).call(arguments: []).value }
            return nil
        } catch {
            return error.code
        }
    }
}
