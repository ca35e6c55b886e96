import Diagnostics
import JSONDocument

extension Diagnostic {
    /// A finding for programs.
    var json: JSON {
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
