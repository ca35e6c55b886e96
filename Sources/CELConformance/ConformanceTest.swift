import CEL
import JSONDocument

/// One test of the suite: what to compile, what to bind, and what must come out.
public struct ConformanceTest: Sendable {
    /// `file/section/name`, unique within the suite.
    public let id: String
    public let expression: String
    /// Finer tags, such as `wrappers` or `timezone`.
    public let features: [String]
    let container: String
    let isChecked: Bool
    let expandsMacros: Bool
    let isCheckedOnly: Bool
    let declarations: [JSON]
    let bindings: [JSON]
    let expected: JSON

    init(_ json: JSON) throws(ConformanceError) {
        guard let id = json["id"]?.string, let expression = json["expr"]?.string, let expected = json["expected"] else {
            throw ConformanceError("a test has no id, expr or expected")
        }
        self.id = id
        self.expression = expression
        self.expected = expected
        features = json["features"]?.array?.compactMap(\.string) ?? []
        container = json["container"]?.string ?? ""
        isChecked = json["disableCheck"]?.bool != true
        expandsMacros = json["disableMacros"]?.bool != true
        isCheckedOnly = json["checkOnly"]?.bool == true
        declarations = json["typeEnv"]?.array ?? []
        bindings = json["bindings"]?.array ?? []
    }
}

/// Why a file or a test of the suite cannot be read.
public struct ConformanceError: Error, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
