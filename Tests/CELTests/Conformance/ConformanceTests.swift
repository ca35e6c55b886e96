import CEL
import Diagnostics
import Testing

@Suite("Conformance", .enabled(if: ConformanceSuite.folder != nil, "the shared folder with data/cel is not on this machine"))
struct ConformanceTests {
    @Test("Every test of a file passes", arguments: ConformanceSuite.files)
    func file(_ name: String) throws {
        let tests = try ConformanceSuite.file(name)
        #expect(!tests.isEmpty)
        var failures: [String] = []
        for test in tests {
            if let failure = test.failure() { failures.append("\(test.id): \(test.expression): \(failure)") }
        }
        #expect(failures.isEmpty, "\(failures.count) of \(tests.count) failed:\n\(failures.joined(separator: "\n"))")
    }
}
