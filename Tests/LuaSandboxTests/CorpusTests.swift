import Foundation
import LuaSandbox
import Testing

/// The attack corpus, through the public API.
@Suite("The sandbox corpus")
struct CorpusTests {
    static let folder = sharedData?.appendingPathComponent("lua")

    static let cases: [CorpusCase] = {
        guard let folder, let manifest = try? String(contentsOf: folder.appendingPathComponent("manifest.tsv"), encoding: .utf8)
        else { return [] }
        return CorpusCase.parse(manifest: manifest)
    }()

    @Test("The corpus is there", .enabled(if: folder != nil, "shared/data/lua is not beside this checkout"))
    func corpusIsComplete() {
        #expect(Self.cases.count >= 150)
    }

    @Test("Each script ends as its header says", arguments: cases)
    func endsAsExpected(_ test: CorpusCase) throws {
        let folder = try #require(Self.folder)
        let source = try Data(contentsOf: folder.appendingPathComponent(test.name + ".lua"))
        let result = CorpusRunner().run(test, source: Array(source))
        #expect(result.outcome == test.expectation, "\(result.detail)")
    }

    #if os(Linux)
        @Test("In a worker process, too", arguments: cases)
        func endsAsExpectedInWorker(_ test: CorpusCase) throws {
            let folder = try #require(Self.folder)
            let source = try Data(contentsOf: folder.appendingPathComponent(test.name + ".lua"))
            let isolation = SandboxIsolation.process(executable: try #require(WorkerTests.executable))
            let result = CorpusRunner(isolation: isolation).run(test, source: Array(source))
            #expect(result.outcome == test.expectation, "\(result.detail)")
        }
    #endif

    @Test("A wrong expectation is noticed")
    func canFail() {
        let test = CorpusCase(name: "planted", category: "fuel", expectation: "ok: 1")
        #expect(!CorpusRunner().run(test, source: Array("return function() while true do end end".utf8)).passed)
    }
}
