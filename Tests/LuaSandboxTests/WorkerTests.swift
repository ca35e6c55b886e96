import Foundation
import LuaSandbox
import Testing

#if os(Linux)
    @Suite("Worker processes")
    struct WorkerTests {
        /// The worker that was built with this test: both lie in the same folder.
        static let executable: String? = {
            let folders = CommandLine.arguments.filter { $0.contains(".xctest") }
                .map { URL(fileURLWithPath: $0.components(separatedBy: ".xctest")[0]).deletingLastPathComponent() }
            return folders.map { $0.appendingPathComponent("stoa-lua-worker").path }
                .first { FileManager.default.isExecutableFile(atPath: $0) }
        }()

        private func worker(
            _ body: String, _ configure: (inout SandboxConfiguration) -> Void = { _ in }
        ) throws -> LuaWorker {
            var configuration = SandboxConfiguration()
            configuration.limits.processorTime = .seconds(5)
            configuration.limits.wallTime = .seconds(60)
            configure(&configuration)
            return try LuaWorker(
                LuaScript(name: "main.lua", source: "return function(input)\n\(body)\nend"), configuration: configuration,
                executable: try #require(Self.executable))
        }

        @Test("The worker program is built beside the tests")
        func isBuilt() {
            #expect(Self.executable != nil, "arguments: \(CommandLine.arguments)")
        }

        @Test("A call and its host functions work across the process border")
        func answers() throws {
            let worker = try worker("host.log('seen', input.n) return {sum = host.add(input.n, 2), failed = {pcall(host.fail)}}") {
                $0.hostFunctions = [HostFunction(name: "add", priceFuel: 10), HostFunction(name: "fail", priceFuel: 10)]
                $0.hostTableVisible = true
            }
            for n in Int64(0)..<50 {
                let result = try worker.call(arguments: [["n": .integer(n)]]) { (call: HostCall) throws(HostFunctionError) in
                    guard call.name == "add", case .integer(let a) = call.arguments[0] else { throw .failed("no") }
                    return .integer(a + 2)
                }
                #expect(result.value == ["failed": [false, "main.lua:2: no"], "sum": .integer(n + 2)])
                #expect(result.logLines == ["seen \(n)"])
            }
        }

        @Test("An attack ends in its named error, and the next call is answered", arguments: BudgetTests.attacks)
        func survives(_ attack: BudgetTests.Attack) throws {
            let worker = try worker("if input == 'attack' then \(attack.body) end do return 'fine' end")
            let error = try sandboxError { () throws(SandboxError) in _ = try worker.call(arguments: ["attack"]) }
            #expect(error.category == attack.category)
            #expect(error.code == attack.code)
            #expect(try worker.call(arguments: [nil]).value == "fine")
        }

        @Test("A source error comes back from the worker")
        func compileError() throws {
            let executable = try #require(Self.executable)
            let error = try sandboxError { () throws(SandboxError) in
                _ = try LuaWorker(LuaScript(name: "main.lua", source: "return ="), executable: executable)
            }
            #expect(error.category == .compile)
            #expect(error.message.hasPrefix("main.lua:1:"))
        }

        @Test("A worker that dies in a call costs that call and nothing else")
        func crash() throws {
            let worker = try worker("if input then host.crash() end return 1") {
                $0.hostFunctions = [HostFunction(name: "crash", priceFuel: 1)]
                $0.hostTableVisible = true
            }
            let id = try #require(worker.processID)
            let error = try sandboxError { () throws(SandboxError) in
                _ = try worker.call(arguments: [true]) { (_: HostCall) throws(HostFunctionError) in
                    kill(id, SIGSEGV)
                    return nil
                }
            }
            #expect(error.code == "plugin.workerCrashed")
            #expect(error.message.contains("signal 11"))
            #expect(try worker.call(arguments: [nil]).value == 1)
            #expect(worker.processID != id)
        }

        @Test("A worker that died between two calls is replaced without an error")
        func replaced() throws {
            let worker = try worker("return 1")
            let id = try #require(worker.processID)
            kill(id, SIGKILL)
            // Dead, but not reaped: that is the worker's owner's work.
            while try !String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8).contains(") Z") { sched_yield() }
            for _ in 0..<3 { #expect(try worker.call(arguments: [nil]).value == 1) }
        }

        @Test("A worker that does not answer is ended at the deadline")
        func late() throws {
            let worker = try worker("host.stop() return 1") {
                $0.hostFunctions = [HostFunction(name: "stop", priceFuel: 1)]
                $0.hostTableVisible = true
                $0.limits.wallTime = .milliseconds(50)
            }
            let id = try #require(worker.processID)
            let error = try sandboxError { () throws(SandboxError) in
                _ = try worker.call(arguments: [nil]) { (_: HostCall) throws(HostFunctionError) in
                    kill(id, SIGSTOP)
                    return nil
                }
            }
            #expect(error.code == "plugin.deadlineExceeded")
            #expect(worker.processID == nil)
        }

        @Test("The locked worker is killed at a system call outside its list, and its parent goes on")
        func lock() throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: try #require(Self.executable))
            process.arguments = ["--self-test"]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal)
            #expect(process.terminationStatus == SIGSYS)
        }

        @Test("The running worker has given up its privileges and every descriptor but its socket")
        func isLocked() throws {
            let worker = try worker("return 1")
            let id = try #require(worker.processID)
            let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
            #expect(status.contains("NoNewPrivs:\t1"))
            #expect(status.contains("Seccomp:\t2"))
            // The list of a process that cannot be debugged is for root only.
            guard geteuid() == 0 else { return }
            #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd").sorted() == ["0", "1", "2"])
        }

        @Test("A missing program is its own error")
        func unavailable() throws {
            let error = try sandboxError { () throws(SandboxError) in
                _ = try LuaWorker(LuaScript(name: "main.lua", source: "return 1"), executable: "/nowhere/stoa-lua-worker")
            }
            #expect(error.code == "plugin.workerUnavailable")
        }

        @Test("A pool can keep its states in workers")
        func pool() throws {
            let pool = try SandboxPool(
                LuaScript(name: "main.lua", source: "return {double = function(n) return n * 2 end}"),
                isolation: .process(executable: try #require(Self.executable)))
            #expect(try pool.call(handler: "double", arguments: [21]).value == 42)
        }
    }
#endif
