import Foundation
import Testing

@testable import Measuring

@Suite struct MeasuringTests {
    @Test(arguments: [([3], 3), ([1, 9, 2], 2), ([4, 1, 3, 2], 2.5)] as [([Double], Double)])
    func medianIsTheMiddle(values: [Double], expected: Double) {
        #expect(median(values) == expected)
    }

    @Test func subjectsAreMeasuredInTurnAndTheWarmUpIsNotCounted() async throws {
        var order = ""
        var first = [100.0, 1, 2, 3]
        var second = [100.0, 10, 30, 20]
        let values = try await medians(
            of: [
                Subject("a") {
                    order += "a"; return first.removeFirst()
                },
                Subject("b") {
                    order += "b"; return second.removeFirst()
                },
            ], runs: 3)
        #expect(values == [2, 20])
        #expect(order == "ab" + "ab" + "ba" + "ab")
    }

    @Test func aFigureReadsAsOneLine() throws {
        let figure = Figure(
            area: "orders", line: "sqlite, 64 callers", value: 12_345.4, unit: "orders/s", reference: "bare one-row commit",
            referenceValue: 14_000, runs: 5)
        #expect(figure.text.hasPrefix("orders  sqlite, 64 callers "))
        #expect(figure.text.hasSuffix("12,345 orders/s   (bare one-row commit 14,000/s, ratio 0.88, median of 5)"))
        let json = try #require(try JSONSerialization.jsonObject(with: Data(figure.json().utf8)) as? [String: Any])
        #expect(
            json.keys.sorted() == ["area", "line", "machine", "ratio", "reference", "referenceValue", "runs", "unit", "value"])
    }

    @Test(arguments: [(5, "0.0050"), (880, "0.88"), (23_400, "23.4"), (1_234_567, "1,235")] as [(Double, String)])
    func ratiosKeepTheirDigits(value: Double, expected: String) {
        let figure = Figure(area: "a", line: "b", value: value, unit: "ns", reference: "c", referenceValue: 1_000, runs: 1)
        #expect(figure.text.hasSuffix("(c 1,000 ns, ratio \(expected), one run)"))
    }

    @Test func aFigureWithoutALimitHasNoRatio() throws {
        let alone = Figure(area: "a", line: "b", value: 5, unit: "ns", runs: 1)
        #expect(alone.text.hasSuffix("5.00 ns         (one run)"))
        #expect(try !alone.json().contains("ratio"))
        let beside = Figure(area: "a", line: "b", value: 0, unit: "ns", reference: "c", referenceValue: 0, runs: 1)
        #expect(beside.ratio == nil)
        #expect(try beside.json().contains("referenceValue"))
    }

    @Test func aProcessTellsItsEnd() throws {
        let output = FileManager.default.temporaryDirectory.appendingPathComponent("measuring-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        let process = try ChildProcess(["/bin/sh", "-c", "echo $WORD; exit 3"], environment: ["WORD": "said"], output: output)
        #expect(process.wait().code == 3)
        #expect(process.outputText == "said\n")
        let endless = try ChildProcess(["/bin/sleep", "60"], output: output)
        #expect(endless.residentMegabytes ?? 0 > 0)
        endless.stop()
        #expect(endless.ending?.code == 128 + SIGTERM)
    }
}
