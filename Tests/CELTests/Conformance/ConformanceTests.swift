import CEL
import Diagnostics
import Testing

/// Files of the suite in which nothing may fail.
private let wholeFiles: [String] = [
    "basic", "bindings_ext", "comparisons", "conversions", "dynamic", "encoders_ext", "fields", "fp_math", "integer_math", "lists",
    "logic", "macros", "macros2", "math_ext", "namespace", "optionals", "parse", "plumbing", "string", "string_ext", "timestamps",
    "type_deduction",
]

/// Tests that end in `cel.unsupported`, and why. Each must fail: one that passes has to leave the list.
private let unsupported: Set<String> = [
    // Regular expressions need an engine of linear time.
    "string/matches/empty_target", "string/matches/empty_arg", "string/matches/empty_empty", "string/matches/re_alt",
    "string/matches/re_rep", "string/matches/unicode", "string/matches/unicode_smp",
    // Zones by name need the time zone data.
    "timestamps/timestamp_selectors_tz/getDate", "timestamps/timestamp_selectors_tz/getDayOfMonth_name_pos",
    "timestamps/timestamp_selectors_tz/getDayOfYear", "timestamps/timestamp_selectors_tz/getMinutes",
]

@Suite("Conformance", .enabled(if: ConformanceSuite.folder != nil, "the shared folder with data/cel is not on this machine"))
struct ConformanceTests {
    @Test("Every test of a file passes", arguments: wholeFiles)
    func file(_ name: String) throws {
        let tests = try ConformanceSuite.file(name)
        #expect(!tests.isEmpty)
        var failures: [String] = []
        for test in tests {
            let failure = test.failure()
            if unsupported.contains(test.id) {
                #expect(failure?.contains("cel.unsupported") == true, "\(test.id) is listed as unsupported")
            } else if let failure {
                failures.append("\(test.id): \(test.expression): \(failure)")
            }
        }
        #expect(failures.isEmpty, "\(failures.count) of \(tests.count) failed:\n\(failures.joined(separator: "\n"))")
    }
}
