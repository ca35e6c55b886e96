import Diagnostics
import JSONDocument

/// One call as a file describes it: a golden case in `tests/`, or what `stoa plugin run` is given.
///
/// `{"point"?: "discount.propose", "config"?: {…}, "question": {…}, "expect"?: [ … ] | {"error": CODE, "path"?: PATH}}`;
/// or only the question, as the platform sends it.
public struct PluginInput: Sendable, Hashable {
    /// Nil for the first point that the plugin extends.
    public let point: String?
    public let config: JSON
    public let question: JSON
    public let expectation: Expectation?

    /// How a golden case must end.
    public enum Expectation: Sendable, Hashable {
        /// The answer in the platform's form.
        case output(JSON)
        /// A code of ``PluginFailure``, and where in the answer if that matters.
        case failure(code: String, path: String?)
    }

    public init(point: String? = nil, config: JSON = [:], question: JSON, expectation: Expectation? = nil) {
        self.point = point
        self.config = config
        self.question = question
        self.expectation = expectation
    }

    /// - Parameter name: What findings call the file.
    /// - Throws: `json.…`, and `case.unknownField`, `case.wrongKind`.
    public init(parsing bytes: [UInt8], name: String) throws(DiagnosticsError) {
        let json = try JSON(parsing: bytes, name: name)
        let source = SourceText(name: name, text: String(decoding: bytes, as: UTF8.self))
        guard let members = json.object, members["question"] != nil else {
            self.init(question: json)
            return
        }
        let violations = PluginInput.form.validate(json)
        guard violations.isEmpty else {
            throw DiagnosticsError(
                violations.map { violation in
                    let what = violation.code == "input.unknownField" ? "case.unknownField" : "case.wrongKind"
                    return Diagnostic(code: what, "\(violation.pointer): \(violation.message)", hint: violation.hint, source: source)
                })
        }
        self.init(
            point: members["point"]?.string, config: members["config"] ?? [:], question: members["question"] ?? .null,
            expectation: members["expect"].map(PluginInput.expectation))
    }

    private static func expectation(_ json: JSON) -> Expectation {
        guard let code = json["error"]?.string else { return .output(json) }
        return .failure(code: code, path: json["path"]?.string)
    }

    private static let form = Schema.object(
        fields: [
            .optional("point", .string()), .optional("config", .object(fields: [], allowsOthers: true)),
            .required("question", .object(fields: [], allowsOthers: true)),
            .optional(
                "expect",
                .anyOf([
                    .array(of: .any), .object(fields: [.required("error", .string()), .optional("path", .string())]),
                ])),
        ])
}
