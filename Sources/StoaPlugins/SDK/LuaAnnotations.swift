import JSONDocument
import StoaCommerce
import StoaExtension

/// Writes the annotations by which an editor with the Lua language server completes and checks a plugin.
public enum LuaAnnotations {
    /// The text of `sdk/lua/stoa.lua`.
    public static var text: String {
        var blocks = [
            """
            ---@meta stoa
            -- Generated from the plugin interface \(Manifest.hostVersion): do not edit. Put this folder on the language
            -- server's workspace.library; it is never run.
            """,
            alias("stoa.Rounding", Rounding.allCases.map(\.rawValue)),
        ]
        blocks += StoaInterface.classes.map(type)
        for contract in PointContract.all { blocks += point(contract) }
        blocks.append("---@class stoa\nlocal stoa = {}")
        blocks += StoaInterface.functions.map { function($0, on: "stoa.") }
        for group in StoaInterface.groups {
            blocks.append("---\(group.summary)\nstoa.\(group.name) = {}")
            blocks += group.functions.map { function($0, on: "stoa.\(group.name).") }
        }
        return (blocks + ["return stoa"]).joined(separator: "\n\n") + "\n"
    }

    private static func alias(_ name: String, _ values: [String]) -> String {
        "---@alias \(name) " + values.map { "\"\($0)\"" }.joined(separator: "|")
    }

    private static func type(_ type: StoaInterface.Class) -> String {
        let local = type.name.replacing("stoa.", with: "")
        var lines = ["---\(type.summary)", "---@class \(type.name)"]
        lines += type.fields.map { "---@field \($0.name) \($0.type) \($0.summary)" }
        lines += type.operators.map { "---@operator \($0)" }
        lines.append("local \(local) = {}")
        return ([lines.joined(separator: "\n")] + type.methods.map { function($0, on: "\(local):") }).joined(separator: "\n\n")
    }

    private static func function(_ function: StoaInterface.Function, on owner: String) -> String {
        var lines = ["---\(function.summary)"]
        lines += function.parameters.map { "---@param \($0.name) \($0.type)\($0.summary.isEmpty ? "" : " \($0.summary)")" }
        if let result = function.result { lines.append("---@return \(result)") }
        lines.append("function \(owner)\(function.name)(\(function.parameters.map(\.name).joined(separator: ", "))) end")
        return lines.joined(separator: "\n")
    }

    // MARK: Points

    private static func point(_ contract: PointContract) -> [String] {
        var classes: [String] = []
        let question = luaType(contract.question, &classes)
        let element = luaType(contract.element, &classes)
        let words = contract.point.name.split(separator: ".").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        classes.append(
            """
            ---Answers `\(contract.point.name)` (\(contract.point.class.rawValue)); the config is what plugin.yaml describes.
            ---@alias stoa.\(words)Handler fun(question: \(question), config: table): \(element)[]
            """)
        return classes
    }

    /// The LuaLS type of a schema; objects with a title become classes, written after the ones they need.
    private static func luaType(_ schema: Schema, _ classes: inout [String]) -> String {
        if schema.format == PointContract.amountFormat { return "stoa.Money" }
        switch schema.types.first {
        case .string: return "string"
        case .integer: return "integer"
        case .number: return "number"
        case .boolean: return "boolean"
        case .array: return (schema.items.map { luaType($0.schema, &classes) } ?? "any") + "[]"
        case .object:
            guard let title = schema.title, !schema.properties.isEmpty else { return "table<string, any>" }
            var lines = ["---@class stoa.\(title)"]
            for property in schema.properties {
                let mark = schema.required.contains(property.name) ? "" : "?"
                let summary = property.schema.description.map { " \($0)" } ?? ""
                lines.append("---@field \(property.name)\(mark) \(luaType(property.schema, &classes))\(summary)")
            }
            classes.append(lines.joined(separator: "\n"))
            return "stoa.\(title)"
        default: return "any"
        }
    }
}
