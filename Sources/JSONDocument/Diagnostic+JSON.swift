import Diagnostics

extension Diagnostic {
    /// For programs: `severity`, `code`, `message`, and as far as they are known `hint`, `file`, `line` and `column`, both from 1.
    public var json: JSON {
        var members: [String: JSON] = ["severity": .string(severity.rawValue), "code": .string(code), "message": .string(message)]
        members["hint"] = hint.map { .string($0) }
        members["file"] = source.map { .string($0.name) }
        if let position {
            members["line"] = JSON(position.line)
            members["column"] = JSON(position.column)
        }
        return .object(members)
    }
}
