import Diagnostics
import LuaSandbox
import Testing

@Suite("Scripts and modules")
struct ModuleTests {
    private let prelude = HostModule(
        name: "kit",
        source: """
            local kit = {}
            function kit.check(value)
              if type(value) ~= "number" then error("a number is needed") end
              return host.ask(value)
            end
            return kit
            """)

    private func packaged(_ main: String, modules: [String: String] = [:]) throws(SandboxError) -> LuaSandbox {
        try sandbox(script: LuaScript(name: "main.lua", source: main, modules: modules)) {
            $0.hostModules = [prelude]
            $0.hostFunctions = [HostFunction(name: "ask", priceFuel: 10)]
            $0.hints = ["print": "use kit.log"]
        }
    }

    @Test("A table of handlers is called by name; `require` finds the package's modules and the host's")
    func handlers() throws {
        let sandbox = try packaged(
            "local kit, two = require 'kit', require 'two' return {run = function(x) return kit.check(x + two.number) end}",
            modules: ["two": "return {number = 2}"])
        let result = try sandbox.call(handler: "run", arguments: [40]) { (call: HostCall) throws(HostFunctionError) in
            call.arguments[0]
        }
        #expect(result.value == 42)
        let missing = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(handler: "walk", arguments: []) }
        #expect(missing.code == "plugin.handlerMissing")
        let unnamed = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: []) }
        #expect(unnamed.code == "plugin.noHandler")
    }

    @Test("An error raised in a host module, or by a host function under it, shows the guest's line")
    func guestLine() throws {
        let sandbox = try packaged("local kit = require 'kit'\nreturn function(x)\n  return kit.check(x)\nend")
        let checked = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: ["text"]) }
        #expect(checked.message == "main.lua:3: a number is needed")
        let denied = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: [1]) }
        #expect(denied.message == "main.lua:3: 'ask' is not granted")
    }

    @Test("The guest cannot see the host table, and learns what to use instead of a denied name")
    func hidden() throws {
        let sandbox = try packaged("return function(x) if x then print('x') end return host end")
        let host = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: [nil]) }
        #expect(host.category == .denied)
        let print = try sandboxError { () throws(SandboxError) in _ = try sandbox.call(arguments: [true]) }
        #expect(print.message == "main.lua:1: the global 'print' is not available")
        #expect(print.hint == "use kit.log")
    }

    @Test("A host function that is not declared is denied; a misspelt global gets a proposal")
    func undeclared() throws {
        let visible = try sandbox("if input then return tabel.concat({}) end return host.fetch('x')") { $0.hostTableVisible = true }
        let host = try sandboxError { () throws(SandboxError) in _ = try visible.call(arguments: [nil]) }
        #expect(host.category == .denied)
        #expect(host.message == "main.lua:2: 'fetch' is not granted")
        let misspelt = try sandboxError { () throws(SandboxError) in _ = try visible.call(arguments: [true]) }
        #expect(misspelt.hint == "did you mean 'table'?")
    }

    @Test("An error points into the source")
    func diagnostic() throws {
        let script = LuaScript(name: "main.lua", source: "return function()\n  local t = nil\n  return t.x\nend")
        let error = try sandboxError { () throws(SandboxError) in _ = try sandbox(script: script).call(arguments: []) }
        #expect(
            error.diagnostic(in: script).rendered() == """
                main.lua:3:3: error[plugin.runtime] attempt to index a nil value (local 't')
                    return t.x
                    ^~~~~~~~~~

                """)
    }

    @Test("Nothing warm survives a call: main chunk and modules run anew")
    func nothingSurvives() throws {
        let sandbox = try packaged(
            "local c, n = require 'count', 0 return function() n = n + 1 c.n = c.n + 1 require('kit').extra = n return {n, c.n} end",
            modules: ["count": "return {n = 0}"])
        for _ in 0..<3 { #expect(try sandbox.call(arguments: []).value == [1, 1]) }
    }

    @Test("A module that requires itself, or is not there, is an error")
    func badRequire() throws {
        let circular = try packaged("return function() return require 'a' end", modules: ["a": "return require 'a'"])
        let error = try sandboxError { () throws(SandboxError) in _ = try circular.call(arguments: []) }
        #expect(error.message == "a:1: module 'a' requires itself")
        let unknown = try packaged("return function() return require 'os' end")
        let denied = try sandboxError { () throws(SandboxError) in _ = try unknown.call(arguments: []) }
        #expect(denied.category == .denied)
    }

    @Test("A source error names file and line, of the main chunk and of a module")
    func compileErrors() throws {
        let main = try sandboxError { () throws(SandboxError) in _ = try packaged("return 1 +\n") }
        #expect(main.category == .compile)
        #expect(main.message.hasPrefix("main.lua:2:") || main.message.hasPrefix("main.lua:1:"))
        let module = try sandboxError { () throws(SandboxError) in _ = try packaged("return 1", modules: ["m": "\nlocal = 1"]) }
        #expect(module.message.hasPrefix("m:2:"))
        let large = try sandboxError { () throws(SandboxError) in _ = try packaged(String(repeating: " ", count: 70_000)) }
        #expect(large.code == "plugin.sourceTooLarge")
    }
}
