import CEL
import CELConformance
import Diagnostics
import Foundation
import Testing

@Suite("Conformance")
struct ConformanceTests {
    @Test("Every official test passes", .enabled(if: SharedSuite.folder != nil, "the shared folder with data/cel is not on this machine"))
    func official() throws {
        let report = ConformanceReport(running: try SharedSuite.read())
        #expect(report.passed > 1000)
        #expect(report.failures.isEmpty, "\(report.text)")
        #expect(report.skips.isEmpty, "\(report.text)")
    }
}
