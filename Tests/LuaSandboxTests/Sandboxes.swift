import LuaSandbox
import Testing

/// A sandbox around one handler's body, e.g. `return input.a + 1`.
func sandbox(_ body: String, _ configure: (inout SandboxConfiguration) -> Void = { _ in }) throws(SandboxError) -> LuaSandbox {
    try sandbox(script: LuaScript(name: "main.lua", source: "return function(input)\n\(body)\nend"), configure)
}

func sandbox(
    script: LuaScript, _ configure: (inout SandboxConfiguration) -> Void = { _ in }
) throws(SandboxError) -> LuaSandbox {
    var configuration = SandboxConfiguration()
    configuration.limits.processorTime = .seconds(5)
    configuration.limits.wallTime = .seconds(60)
    configure(&configuration)
    return try LuaSandbox(script, configuration: configuration)
}

/// What a handler's body answers.
func answer(_ body: String, _ input: LuaValue = nil) throws(SandboxError) -> LuaValue {
    try sandbox(body).call(arguments: [input]).value
}

/// The error that `work` ends with; fails the test where there is none.
func sandboxError(
    _ location: SourceLocation = #_sourceLocation, _ work: () throws(SandboxError) -> Void
) throws -> SandboxError {
    var found: SandboxError?
    do throws(SandboxError) {
        try work()
    } catch {
        found = error
    }
    return try #require(found, "the call was expected to fail", sourceLocation: location)
}
