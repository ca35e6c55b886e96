import Diagnostics
import Foundation
import JSONDocument
import Logging
import LuaSandbox
import Measuring
import StoaCommerce
import StoaExtension
import StoaMall
import StoaPlugins
import StoaRules

/// A call of the shipped plugin for a cart of 20 lines, beside the same handler in a plain Lua state: the same arguments
/// built and the same result read, by C, in one `lua_pcall`.
struct PluginsArea: Area {
    let name = "plugins"
    let isStandard = true

    /// What the handler needs of the `stoa` module, without its checks.
    private let module = """
        local stoa = {}
        function stoa.discount(fields) return fields end
        function stoa.list(values)
          local list = {}
          for _, value in pairs(values) do list[#list + 1] = value end
          return list
        end
        return stoa
        """
    private let emptyChunk = "return { answer = function() end }"

    func measure(_ bench: Bench) async throws {
        let folder = bench.root.appendingPathComponent("plugins")
        let installed = try PluginInstallation.folders(in: folder.path).filter { $0.id.description == "stoa/volume-pricing" }
        guard let plugin = installed.first else { throw BenchmarkError("\(folder.path) holds no stoa/volume-pricing") }
        let book = try Rulebook.compile([SourceText]())
        let question = try DiscountQuestion.json(for: DemoCart.stated, by: book, at: Instant(millisecondsSince1970: 0))
        let chunk = try String(contentsOf: folder.appendingPathComponent("volume-pricing/main.lua"), encoding: .utf8)
        let executor = SandboxExecutor(threads: 1)
        let bareHandler = try BareLua(module: module, chunk: chunk, handler: "propose", arguments: [question, plugin.config])
        let limit = Subject("bare lua_pcall from C") { try bareHandler.nanosecondsPerCall(for: bench.duration) }
        try await bench.figure(
            "volume-pricing, 20 lines", unit: "ns", try await wholeCall(installed, question, executor, bench), beside: limit)
        try await bench.figure(
            "its sandbox alone, 20 lines", unit: "ns",
            try sandbox(chunk, "propose", [question.luaValue, plugin.config.luaValue], executor, bench), beside: limit)
        let emptyHandler = try BareLua(module: "return {}", chunk: emptyChunk, handler: "answer", arguments: [])
        try await bench.figure(
            "an empty handler in the sandbox", unit: "ns", try sandbox(emptyChunk, "answer", [], executor, bench),
            beside: Subject("empty lua_pcall from C") { try emptyHandler.nanosecondsPerCall(for: bench.duration) })
        guard bareHandler.resultValues > 1 else { throw BenchmarkError("the bare handler proposes nothing: it is no limit") }
    }

    /// As a quote asks it: to a thread of the sandbox and back, arguments and result checked and translated.
    private func wholeCall(
        _ installed: [PluginInstallation], _ question: JSON, _ executor: SandboxExecutor, _ bench: Bench
    ) async throws -> Subject {
        let host = PluginHost(SharedInstallations(installed), executor: executor, log: Logger(label: "stoa-bench"))
        let call = ExtensionCall(point: .discountPropose, input: question)
        let answer = await host.answer(call, in: DemoMall.tenant)
        guard answer.failures.isEmpty, answer.replies.first?.output.array?.isEmpty == false else {
            throw BenchmarkError("volume-pricing proposes nothing for the cart: \(answer)")
        }
        return Subject("volume-pricing") {
            1e9 / (try await runsPerSecond(callers: 1, for: bench.duration) { _ in _ = await host.answer(call, in: DemoMall.tenant) })
        }
    }

    private func sandbox(
        _ chunk: String, _ handler: String, _ arguments: [LuaValue], _ executor: SandboxExecutor, _ bench: Bench
    ) throws -> Subject {
        let configuration = SandboxConfiguration(limits: SandboxLimits(), hostModules: [HostModule(name: "stoa", source: module)])
        let pool = try SandboxPool(LuaScript(name: "main.lua", source: chunk), configuration: configuration)
        return Subject("sandbox") {
            try await executor.run { () throws(SandboxError) in
                try nanosecondsPerRun(for: bench.duration) { () throws(SandboxError) in
                    _ = try pool.call(handler: handler, arguments: arguments)
                }
            }
        }
    }
}
