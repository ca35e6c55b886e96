import CEL
import CELConformance
import Diagnostics
import Foundation
import Testing

/// Every field of the form that the official tests are written in, and that a test can fail.
@Suite("The form of conformance tests")
struct ConformanceFormTests {
    /// The report on one test; `fields` are its members beside the expression.
    private func report(_ expression: String, _ fields: String) throws -> ConformanceReport {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-conformance-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let quoted = String(decoding: try JSONEncoder().encode(expression), as: UTF8.self)
        let text = #"{"name": "own", "count": 1, "sections": [{"tests": [{"id": "own/s/t", "expr": \#(quoted), \#(fields)}]}]}"#
        try Data(text.utf8).write(to: folder.appending(path: "own.json"))
        return ConformanceReport(running: try ConformanceSuite(directory: folder.path))
    }

    private static func value(_ json: String) -> String { #""expected": {"kind": "value", "value": \#(json)}"# }
    private static func binding(_ json: String) -> String { #""bindings": [{"name": "x", "value": {"kind": "value", "value": \#(json)}}]"# }

    @Test(
        "Values of every kind",
        arguments: [
            ("null", #"{"kind": "null"}"#), ("true", #"{"kind": "bool", "value": true}"#),
            ("-9223372036854775808", #"{"kind": "int", "value": "-9223372036854775808"}"#),
            ("18446744073709551615u", #"{"kind": "uint", "value": "18446744073709551615"}"#),
            ("0.1", #"{"kind": "double", "value": "0.1", "bits": "3fb999999999999a"}"#),
            ("1.0 / 0.0", #"{"kind": "double", "value": "Infinity", "bits": "7ff0000000000000"}"#),
            ("-1.0 / 0.0", #"{"kind": "double", "value": "-Infinity", "bits": "fff0000000000000"}"#),
            ("0.0 / 0.0", #"{"kind": "double", "value": "NaN", "bits": "7ff8000000000000"}"#),
            ("-0.0", #"{"kind": "double", "value": "-0.0", "bits": "8000000000000000"}"#),
            ("'\\u0000é\\n'", #"{"kind": "string", "value": "\u0000é\n"}"#), ("b'\\x00\\xff'", #"{"kind": "bytes", "value": "AP8="}"#),
            ("[1, 'a']", #"{"kind": "list", "values": [{"kind": "int", "value": "1"}, {"kind": "string", "value": "a"}]}"#),
            (
                "{true: 1u}",
                #"{"kind": "map", "entries": [{"key": {"kind": "bool", "value": true}, "value": {"kind": "uint", "value": "1"}}]}"#
            ),
            ("type(1)", #"{"kind": "type", "value": "int"}"#),
            ("duration('-1.5s')", #"{"kind": "duration", "seconds": "-1", "nanos": -500000000}"#),
            ("timestamp(-1)", #"{"kind": "timestamp", "seconds": "-1", "nanos": 0}"#),
            ("2", #"{"kind": "enum", "type": "a.Enum", "value": "2"}"#),
            ("null", #"{"kind": "enum", "type": "google.protobuf.NullValue", "value": "0"}"#),
            ("0", #"{"kind": "object", "type": "google.protobuf.Int32Value", "fields": {}, "wire": ""}"#),
            ("5u", #"{"kind": "object", "type": "google.protobuf.UInt64Value", "fields": {"value": {"kind": "uint", "value": "5"}}}"#),
            ("''", #"{"kind": "object", "type": "google.protobuf.StringValue", "fields": {}}"#),
            ("null", #"{"kind": "object", "type": "google.protobuf.Value", "fields": {}}"#),
            (
                "1.0",
                #"{"kind": "object", "type": "google.protobuf.Value", "fields": {"number_value": {"kind": "double", "value": "1", "bits": "3ff0000000000000"}}}"#
            ),
            ("{}", #"{"kind": "object", "type": "google.protobuf.Struct", "fields": {}}"#),
            (
                "[true]",
                #"{"kind": "object", "type": "google.protobuf.ListValue", "fields": {"values": {"kind": "list", "values": [{"kind": "object", "type": "google.protobuf.Value", "fields": {"bool_value": {"kind": "bool", "value": true}}}]}}}"#
            ),
            (
                "7",
                #"{"kind": "object", "type": "google.protobuf.Any", "fields": {"type_url": {"kind": "string", "value": "t"}, "value": {"kind": "bytes", "value": ""}, "unpacked": {"kind": "object", "type": "google.protobuf.Int64Value", "fields": {"value": {"kind": "int", "value": "7"}}}}}"#
            ),
        ])
    func values(_ expression: String, json: String) throws {
        let computed = try report(expression, Self.value(json))
        #expect(computed.passed == 1, "\(computed.text)")
        // The same value as a variable.
        let bound = try report("x", Self.binding(json) + ", " + Self.value(json))
        #expect(bound.passed == 1, "\(bound.text)")
    }

    @Test(
        "Whatever is another value fails",
        arguments: [
            ("1u", #"{"kind": "int", "value": "1"}"#), ("1.0", #"{"kind": "int", "value": "1"}"#),
            ("0.0", #"{"kind": "double", "value": "-0.0", "bits": "8000000000000000"}"#),
            ("'é'", #"{"kind": "string", "value": "e\u0301"}"#),
            ("[1]", #"{"kind": "list", "values": [{"kind": "uint", "value": "1"}]}"#), ("1 / 0", #"{"kind": "int", "value": "1"}"#),
            ("{1: 1}", #"{"kind": "map", "entries": [{"key": {"kind": "uint", "value": "1"}, "value": {"kind": "int", "value": "1"}}]}"#),
            ("nope", #"{"kind": "int", "value": "1"}"#), ("1", #"{"kind": "surprise"}"#), ("1", #"{"kind": "int", "value": "one"}"#),
            ("1", #"{"kind": "object", "type": "a.Message", "fields": {}}"#),
        ])
    func failures(_ expression: String, json: String) throws {
        let result = try report(expression, Self.value(json))
        #expect(result.failures.count == 1 && result.passed == 0 && result.skips.isEmpty, "\(result.text)")
        #expect(result.text.contains("failed: own/s/t"))
    }

    @Test(
        "Every other field",
        arguments: [
            ("1 / 0", #""expected": {"kind": "error", "messages": ["divide by zero"]}"#, true),
            ("1", #""expected": {"kind": "error", "messages": []}"#, false),
            ("1 + 'a'", #""disableCheck": true, "expected": {"kind": "error", "messages": []}"#, true),
            (
                "x",
                #""bindings": [{"name": "x", "value": {"kind": "error", "messages": ["m"]}}], "expected": {"kind": "anyError", "sets": [["m"]]}"#,
                true
            ),
            (
                "x || true",
                #""bindings": [{"name": "x", "value": {"kind": "error", "messages": []}}], "expected": {"kind": "value", "value": {"kind": "bool", "value": true}}"#,
                true
            ),
            (
                "x && true",
                #""bindings": [{"name": "x", "value": {"kind": "unknown", "exprs": ["1"]}}], "expected": {"kind": "unknown", "exprs": ["1"]}"#,
                true
            ),
            (
                "x && false",
                #""bindings": [{"name": "x", "value": {"kind": "unknown", "exprs": ["1"]}}], "expected": {"kind": "unknown", "exprs": ["1"]}"#,
                false
            ),
            (
                "x || true",
                #""bindings": [{"name": "x", "value": {"kind": "unknown", "exprs": []}}], "expected": {"kind": "value", "value": {"kind": "bool", "value": true}}"#,
                true
            ),
            (
                "x + 1",
                #""bindings": [{"name": "x", "value": {"kind": "unknown", "exprs": []}}], "expected": {"kind": "anyUnknown", "sets": []}"#,
                true
            ),
            (
                "[1, 2u]",
                #""expected": {"kind": "typed", "value": null, "type": {"kind": "list", "elem": {"kind": "dyn"}, "text": "list(dyn)"}}, "checkOnly": true"#,
                true
            ),
            (
                "1",
                #""expected": {"kind": "typed", "value": {"kind": "int", "value": "1"}, "type": {"kind": "primitive", "name": "int", "text": "int"}}"#,
                true
            ),
            (
                "1",
                #""expected": {"kind": "typed", "value": {"kind": "int", "value": "2"}, "type": {"kind": "primitive", "name": "int", "text": "int"}}"#,
                false
            ),
            (
                "1",
                #""expected": {"kind": "typed", "value": null, "type": {"kind": "primitive", "name": "uint", "text": "uint"}}, "checkOnly": true"#,
                false
            ),
            (
                "x.y",
                #""container": "a.b", "bindings": [{"name": "a.x.y", "value": {"kind": "value", "value": {"kind": "bool", "value": true}}}], "expected": {"kind": "value", "value": {"kind": "bool", "value": true}}"#,
                true
            ),
            ("[1].all(1, 2)", #""disableMacros": true, "disableCheck": true, "expected": {"kind": "error", "messages": []}"#, true),
            (
                "f(x)",
                #""checkOnly": true, "typeEnv": [{"kind": "function", "name": "f", "overloads": [{"id": "f1", "params": [{"kind": "typeParam", "name": "T"}], "result": {"kind": "map", "key": {"kind": "primitive", "name": "string"}, "value": {"kind": "typeParam", "name": "T"}}, "typeParams": ["T"], "isInstance": false}]}, {"kind": "variable", "name": "x", "type": {"kind": "wrapper", "name": "int"}}], "expected": {"kind": "typed", "value": null, "type": {"kind": "map", "key": {"kind": "primitive", "name": "string"}, "value": {"kind": "message", "name": "google.protobuf.Int64Value"}, "text": "map(string, wrapper(int))"}}"#,
                true
            ),
            (
                "x.f()",
                #""typeEnv": [{"kind": "function", "name": "f", "overloads": [{"id": "f1", "params": [{"kind": "abstract", "name": "tuple", "params": [{"kind": "timestamp"}]}], "result": {"kind": "abstract", "name": "optional_type", "params": [{"kind": "duration"}]}, "typeParams": [], "isInstance": true}]}, {"kind": "variable", "name": "x", "type": {"kind": "abstract", "name": "tuple", "params": [{"kind": "message", "name": "google.protobuf.Timestamp"}]}}], "checkOnly": true, "expected": {"kind": "typed", "value": null, "type": {"kind": "abstract", "name": "optional_type", "params": [{"kind": "duration"}], "text": "optional_type(duration)"}}"#,
                true
            ),
            (
                "x",
                #""typeEnv": [{"kind": "variable", "name": "x", "type": {"kind": "type", "of": {"kind": "null"}}}], "checkOnly": true, "expected": {"kind": "typed", "value": null, "type": {"kind": "type", "of": {"kind": "null"}, "text": "type(null_type)"}}"#,
                true
            ),
            ("timestamp(0).getHours('Asia/Seoul')", #""expected": {"kind": "value", "value": {"kind": "int", "value": "9"}}"#, true),
        ])
    func fields(_ expression: String, fields: String, passes: Bool) throws {
        let result = try report(expression, fields)
        #expect((result.passed == 1) == passes, "\(result.text)")
    }

    @Test("A test that must fail when it is evaluated does not pass because the checker refuses it")
    func refusedByTheChecker() throws {
        #expect(try report("1 + 'a'", #""expected": {"kind": "error", "messages": []}"#).failures.count == 1)
    }

    @Test("Only what the list names is skipped, with its reason")
    func skips() throws {
        let strong = try report(
            "1", #""features": ["enums", "strong_enums"], "expected": {"kind": "value", "value": {"kind": "int", "value": "2"}}"#)
        #expect(strong.skips.count == 1 && strong.failures.isEmpty && strong.skips[0].reason.contains("strong"))
        let legacy = try report(
            "1", #""features": ["enums", "legacy_enums"], "expected": {"kind": "value", "value": {"kind": "int", "value": "2"}}"#)
        #expect(legacy.failures.count == 1 && legacy.skips.isEmpty)
    }

    @Test("A file that says another count, or a folder without tests, is refused")
    func unreadable() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-conformance-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func code() -> String? {
            do throws(DiagnosticsError) {
                _ = try ConformanceSuite(directory: folder.path)
                return nil
            } catch { return error.diagnostics.first?.code }
        }
        #expect(code() == "conformance.empty")
        try Data(#"{"specRevision": "x", "files": []}"#.utf8).write(to: folder.appending(path: "index.json"))
        #expect(code() == "conformance.empty")
        try Data(#"{"name": "a", "count": 2, "sections": []}"#.utf8).write(to: folder.appending(path: "a.json"))
        #expect(code() == "conformance.unreadable")
        try Data("{".utf8).write(to: folder.appending(path: "a.json"))
        #expect(code() == "json.syntax")
    }
}
