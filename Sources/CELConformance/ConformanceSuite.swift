import Diagnostics
import Foundation
import JSONDocument

/// The files of the official conformance tests in a folder, in their JSON form.
public struct ConformanceSuite: Sendable {
    public struct File: Sendable {
        /// Without the extension: `string_ext`.
        public let name: String
        public let tests: [ConformanceTest]
    }

    /// In the order of their names.
    public let files: [File]

    static let limits = JSONLimits(bytesMax: 64 << 20, depthMax: 200, valuesMax: 5_000_000)

    /// Reads every `.json` file in a folder but an index, which has no sections of its own.
    ///
    /// - Throws: `conformance.unreadable` with the file, `conformance.empty` when there is none, and the codes of `JSON`.
    public init(directory: String) throws(DiagnosticsError) {
        guard let entries = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw Self.refusal("conformance.unreadable", "\(directory) is not a folder that can be read", "check the path")
        }
        var files: [File] = []
        for entry in entries.sorted() where entry.hasSuffix(".json") {
            if let file = try Self.file(directory + "/" + entry) { files.append(file) }
        }
        guard !files.isEmpty else {
            throw Self.refusal("conformance.empty", "\(directory) holds no conformance tests", "name the folder with basic.json")
        }
        self.files = files
    }

    private static func file(_ path: String) throws(DiagnosticsError) -> File? {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw refusal("conformance.unreadable", "\(path) cannot be read", "check its permissions")
        }
        let root = try JSON(parsing: [UInt8](data), name: path, limits: limits)
        guard let sections = root["sections"]?.array else {
            if root["files"] != nil { return nil }
            throw refusal("conformance.unreadable", "\(path) has no sections", "give a folder of conformance tests only")
        }
        var tests: [ConformanceTest] = []
        do throws(ConformanceError) {
            for section in sections {
                for test in section["tests"]?.array ?? [] { tests.append(try ConformanceTest(test)) }
            }
        } catch {
            throw refusal("conformance.unreadable", "\(path): \(error)", "the form is described beside the suite")
        }
        // A file says how many tests it holds, so that a reader that loses some is noticed.
        if let count = root["count"]?.integer, count != tests.count {
            throw refusal("conformance.unreadable", "\(path) says it has \(count) tests, and \(tests.count) were found", "")
        }
        let name = path.split(separator: "/").last.map { String($0.dropLast(5)) } ?? path
        return File(name: name, tests: tests)
    }

    private static func refusal(_ code: String, _ message: String, _ hint: String) -> DiagnosticsError {
        DiagnosticsError([Diagnostic(code: code, message, hint: hint.isEmpty ? nil : hint)])
    }
}
