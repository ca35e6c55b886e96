import Foundation
import JSONDocument
import StoaHTTP
import StoaHost
import Testing

@Suite struct OpenAPIGoldenTests {
    private let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "sdk/openapi.json")

    /// `STOA_UPDATE=1`, or `stoa sdk generate`, writes the file anew.
    @Test func theCheckedInDescriptionIsThatOfTheCode() throws {
        let current = OpenAPIDocument(try MallOperations.registry()).json.prettyText
        if ProcessInfo.processInfo.environment["STOA_UPDATE"] == "1" {
            try Data(current.utf8).write(to: golden, options: .atomic)
        }
        let stored = try String(contentsOf: golden, encoding: .utf8)
        // Not `==` in the expectation itself: a difference of thousands of lines helps nobody.
        let isCurrent = stored == current
        #expect(isCurrent, "sdk/openapi.json is stale; run: stoa sdk generate")
    }
}
