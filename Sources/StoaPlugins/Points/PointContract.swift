import JSONDocument
import LuaSandbox
import StoaExtension

/// What a point asks plugins and how it reads their answers. The Lua annotations are generated from it.
struct PointContract: Sendable {
    let point: ExtensionPoint
    /// The question as the platform sends it: amounts are whole minor units of its `currency`.
    let question: Schema
    /// One element of the answer, as a plugin gives it.
    let element: Schema
    /// Checks an answer against the question and brings it into the platform's form.
    let read: @Sendable (LuaValue, JSON, PluginID) throws(WrongAnswer) -> JSON

    /// Where the question holds amounts; `*` stands for every element of a list.
    var moneyPaths: [[String]] { PointContract.moneyPaths(in: question) }

    /// Every point that plugins may answer in this process: pure ones only.
    static let all: [PointContract] = [.discountPropose, .pricePropose]

    static func named(_ name: String) -> PointContract? { all.first { $0.point.name == name } }

    private static func moneyPaths(in schema: Schema) -> [[String]] {
        if let items = schema.items { return moneyPaths(in: items.schema).map { ["*"] + $0 } }
        return schema.properties.flatMap { property in
            property.schema.format == amountFormat ? [[property.name]] : moneyPaths(in: property.schema).map { [property.name] + $0 }
        }
    }

    /// The `format` of whole minor units that reach Lua as money.
    static let amountFormat = "minor-units"
}

extension Schema {
    /// Whole minor units of the question's currency; `stoa.Money` in Lua.
    static func amount(_ description: String) -> Schema {
        var schema = Schema.integer(minimum: 0, description: description)
        schema.format = PointContract.amountFormat
        return schema
    }
}
