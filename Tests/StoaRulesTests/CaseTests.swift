import Diagnostics
import Foundation
import JSONDocument
import StoaRules
import Testing

/// The worked cases stand beside the project, not in it: `STOA_SHARED`, or `shared` in a folder above this file.
enum SharedData {
    static var isPresent: Bool { file("data/promotions/cases.json") != nil }

    static func cases() throws -> [JSON]? {
        guard let path = file("data/promotions/cases.json") else { return nil }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return try JSON(parsing: text, name: "cases.json")["cases"]?.array
    }

    static func file(_ name: String) -> String? {
        var roots: [String] = ProcessInfo.processInfo.environment["STOA_SHARED"].map { [$0] } ?? []
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            roots.append(folder.appendingPathComponent("shared").path)
            folder.deleteLastPathComponent()
        }
        return roots.map { $0 + "/" + name }.first { FileManager.default.fileExists(atPath: $0) }
    }
}

@Suite("Other systems' worked cases come out exactly")
struct CaseTests {
    /// Cases that the engine cannot express yet. A case that starts to pass must leave the list.
    private static let notExpressible: Set<String> = []

    @Test(
        "every case gives the expected lines and totals",
        .enabled(if: SharedData.isPresent, "shared/data/promotions/cases.json is not here; set STOA_SHARED"))
    func allCases() throws {
        let cases = try #require(try SharedData.cases())
        #expect(cases.count == 32)
        var passed = 0
        for json in cases {
            let id = json["id"]?.string ?? "?"
            let difference = Self.difference(of: json)
            if difference == nil { passed += 1 }
            if Self.notExpressible.contains(id) {
                #expect(difference != nil, "\(id) passes now: take it off the list")
            } else {
                #expect(difference == nil, "\(id): \(difference ?? "")")
            }
        }
        #expect(passed >= 16)
    }

    @Test("a wrong expectation is noticed", .enabled(if: SharedData.isPresent))
    func plantedFault() throws {
        var json = try #require(try SharedData.cases()?.first)
        json["expected"]?["totalDiscount"] = .integer(999)
        #expect(Self.difference(of: json) != nil)
    }

    /// What differs from the expected answer, or nil.
    private static func difference(of json: JSON) -> String? {
        do throws(CaseError) {
            let answer = try PromotionCase(json).answer()
            let expected = json["expected"]
            let hasRounding = json["promotions"]?.array?.contains { $0["roundPer"] != nil } ?? false
            let lines = hasRounding ? expected?["lineDiscounts"] : json["largestRemainderExpected"] ?? expected?["lineDiscounts"]
            let found = JSON.object(answer.lineDiscounts.mapValues(JSON.integer))
            if let lines, lines != found { return "lines \(found), expected \(lines)" }
            for (name, value) in [("totalDiscount", answer.totalDiscount), ("total", answer.total)] {
                if let wanted = expected?[name]?.integer, wanted != value { return "\(name) \(value), expected \(wanted)" }
            }
            if let wanted = expected?["undistributed"]?.integer, wanted != answer.undistributed ?? 0 {
                return "undistributed \(answer.undistributed ?? 0), expected \(wanted)"
            }
            return nil
        } catch {
            return "\(error.code): \(error.message)"
        }
    }
}
