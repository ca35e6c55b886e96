import CEL
import Foundation
import JSONDocument

/// Google's C++ runtime in a Python process (`Peers/cel_peer.py`).
enum CELPeer {
    /// The Python that has cel-expr-python, or nil. `script/test` makes one and names it in STOA_PYTHON.
    static let python: String? = {
        guard let path = ProcessInfo.processInfo.environment["STOA_PYTHON"] else { return nil }
        let probe = Process()
        probe.executableURL = URL(filePath: path)
        probe.arguments = ["-c", "import cel_expr_python.cel"]
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return nil }
        probe.waitUntilExit()
        return probe.terminationStatus == 0 ? path : nil
    }()

    struct Group {
        let facts: [Value]
        let expressions: [String]
    }

    struct Failure: Error {
        let message: String
    }

    /// The peer's outcomes in canonical form, one an expression; `E…` for an error, `C…` for one that does not compile.
    static func outcomes(_ groups: [Group]) throws -> [[String]] {
        guard let python else { throw Failure(message: "there is no Python with cel-expr-python") }
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-cel-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output) = (folder.appending(path: "input.json"), folder.appending(path: "output.json"))
        try Data(JSON.array(groups.map(\.json)).canonicalBytes).write(to: input)
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Peers/cel_peer.py").path, input.path]
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(message: "the peer ended with \(process.terminationStatus)") }
        let limits = JSONLimits(bytesMax: 1 << 28, depthMax: 8, valuesMax: 1_000_000)
        return try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map { line in
            try JSON(parsing: String(line), limits: limits).array?.compactMap(\.string) ?? []
        }
    }
}

extension CELPeer.Group {
    fileprivate var json: JSON {
        let variables = zip(ExpressionGenerator.variables, facts).map { variable, value -> JSON in
            ["name": .string(variable.name), "kind": .string(String(variable.kind.rawValue)), "value": value.peerForm]
        }
        return ["variables": .array(variables), "expressions": .array(expressions.map { .string($0) })]
    }
}

extension Value {
    /// The value for the peer: `[kind, payload]`.
    fileprivate var peerForm: JSON {
        switch self {
        case .null: ["null", nil]
        case .bool(let flag): ["b", .bool(flag)]
        case .int(let number): ["i", .string(String(number))]
        case .uint(let number): ["u", .string(String(number))]
        case .double(let number): ["d", .string(bits(number))]
        case .string(let text): ["s", .string(text)]
        case .bytes(let bytes): ["y", .string(hexadecimal(bytes))]
        case .timestamp(let time): ["t", .string(String(time.seconds * 1_000_000 + Int64(time.nanoseconds) / 1000))]
        case .duration(let duration): ["g", .string(String(microseconds(duration)))]
        case .list(let values): ["l", .array(values.map(\.peerForm))]
        case .map(let map): ["m", .array(zip(map.keys, map.values).map { [.string(keyName($0)), $1.peerForm] })]
        default: ["null", nil]
        }
    }

    /// One text for each value, its type included, as the peer writes it.
    var canonical: String {
        switch self {
        case .null: "null"
        case .bool(let flag): "b:\(flag)"
        case .int(let number): "i:\(number)"
        case .uint(let number): "u:\(number)"
        case .double(let number): number.isNaN ? "d:nan" : "d:" + bits(number)
        case .string(let text): "s:" + text
        case .bytes(let bytes): "y:" + hexadecimal(bytes)
        case .timestamp(let time): "t:\(time.seconds * 1_000_000 + Int64(time.nanoseconds) / 1000)"
        case .duration(let duration): "g:\(microseconds(duration))"
        case .list(let values): "[" + values.map(\.canonical).joined(separator: ",") + "]"
        case .map(let map):
            "{"
                + zip(map.keys, map.values).map { "\(keyText($0))=\($1.canonical)" }
                .sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }.joined(separator: ",") + "}"
        default: "?" + typeName
        }
    }
}

private func keyName(_ key: Value) -> String {
    if case .string(let name) = key { name } else { key.description }
}

private func keyText(_ key: Value) -> String {
    switch key {
    case .bool(let flag): "b:\(flag)"
    case .int(let number): "n:\(number)"
    case .uint(let number): "n:\(number)"
    case .string(let text): "s:" + text
    default: "?" + key.typeName
    }
}

private func bits(_ number: Double) -> String {
    let text = String(number.bitPattern, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
}

private func hexadecimal(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

/// Rounded down, as the peer's whole-number division does.
private func microseconds(_ duration: Duration) -> Int64 {
    let parts = duration.components
    let nanoseconds = parts.attoseconds / 1_000_000_000
    return parts.seconds * 1_000_000 + (nanoseconds >= 0 ? nanoseconds / 1000 : (nanoseconds - 999) / 1000)
}
