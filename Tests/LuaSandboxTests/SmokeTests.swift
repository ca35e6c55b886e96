import LuaSandbox
import Testing

@Test func answers() throws {
    let sandbox = try LuaSandbox(LuaScript(name: "main.lua", source: "return function(x) return {a = x.b, l = {1, 2.5}} end"))
    let result = try sandbox.call(arguments: [["b": 7]])
    #expect(result.value == ["a": 7, "l": [1, 2.5]])
    #expect(result.fuelUsed < 500)
    print(result)
}
