import ArgumentParser
import Diagnostics
import JSONDocument

/// What a check found, for a person or for a program.
struct FindingsReport {
    private let findings: [Diagnostic]

    init(_ findings: [Diagnostic]) { self.findings = findings }

    /// - Throws: the exit code for findings, when one of them is an error.
    func show(asJSON: Bool) throws {
        let errors = findings.count { $0.severity == .error }
        if asJSON {
            Terminal.answer(["findings": .array(findings.map(\.json)), "errors": JSON(errors)], onOneLine: true)
        } else {
            Terminal.report(findings)
            Terminal.say(findings.isEmpty ? "nothing to complain about" : "\(errors) errors, \(findings.count - errors) other findings")
        }
        if errors > 0 { throw ExitCode(Exit.findings) }
    }
}

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
