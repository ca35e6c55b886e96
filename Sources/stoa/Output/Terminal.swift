import Diagnostics
import Foundation
import JSONDocument

/// The two streams of the command line.
enum Terminal {
    /// A line of data.
    static func answer(_ text: String) { write(text + "\n", to: .standardOutput) }

    /// JSON as data: on one line for programs, indented for people.
    static func answer(_ json: JSON, onOneLine: Bool) {
        answer(onOneLine ? json.canonicalText : String(json.prettyText.dropLast()))
    }

    static func answer(encoding value: some Encodable, onOneLine: Bool) throws {
        answer(try JSONValueEncoder().encode(value), onOneLine: onOneLine)
    }

    /// A line for the person who waits.
    static func say(_ text: String) { write(text + "\n", to: .standardError) }

    /// Why it did not work and what to do, in one line.
    static func complain(_ message: String, code: String, hint: String?) {
        say("\(red("error"))[\(code)] \(message)" + (hint.map { " – \($0)" } ?? ""))
    }

    static func report(_ findings: [Diagnostic]) {
        for finding in findings { write(finding.rendered(), to: .standardError) }
    }

    /// Replaces the line before it, on a terminal; says nothing elsewhere.
    static func progress(_ text: String) {
        guard isTerminal else { return }
        write("\r\u{1B}[K" + text, to: .standardError)
    }

    static func endProgress() { progress("") }

    private static let isTerminal = isatty(STDERR_FILENO) == 1
    private static let hasColours = isTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

    private static func red(_ text: String) -> String { hasColours ? "\u{1B}[31m\(text)\u{1B}[0m" : text }

    /// Unbuffered, so that a reader of the pipe sees a line when it is written. A reader who is gone is no error.
    private static func write(_ text: String, to handle: FileHandle) { try? handle.write(contentsOf: Data(text.utf8)) }
}
