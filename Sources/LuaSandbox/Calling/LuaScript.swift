/// The source of a plugin: a main chunk and the modules that it may `require` from its own package.
///
/// The main chunk returns either one function or a table of handlers. It and its modules are compiled once and run
/// again for every call, so nothing that they set up survives a call.
public struct LuaScript: Sendable, Hashable {
    /// The file name that error messages show, e.g. "main.lua". No path of the host belongs here.
    public let name: String
    public let source: [UInt8]
    /// Further sources by the name that `require` takes.
    public let modules: [String: [UInt8]]

    public init(name: String, source: [UInt8], modules: [String: [UInt8]] = [:]) {
        self.name = name
        self.source = source
        self.modules = modules
    }

    public init(name: String, source: String, modules: [String: String] = [:]) {
        self.init(name: name, source: Array(source.utf8), modules: modules.mapValues { Array($0.utf8) })
    }
}

/// A module in Lua that the host provides to every script, found by `require` before the package's own modules.
///
/// It sees the `host` table with the declared host functions, and `error` in it points at the guest's line: a vendor
/// never reads a line of the host's code. Its top level is run once for each call that requires it.
public struct HostModule: Sendable, Hashable {
    /// The name that `require` takes, e.g. "stoa".
    public let name: String
    public let source: String

    public init(name: String, source: String) {
        self.name = name
        self.source = source
    }
}
