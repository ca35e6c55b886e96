import JSONDocument

/// What a run of the suite showed, file by file.
public struct ConformanceReport: Sendable {
    public struct File: Sendable {
        public let name: String
        public var passed = 0
        public var failures: [Finding] = []
        public var skips: [Finding] = []
    }

    /// A test that did not pass, and why.
    public struct Finding: Sendable {
        public let id: String
        public let expression: String
        public let reason: String
    }

    public private(set) var files: [File] = []

    public var passed: Int { files.reduce(0) { $0 + $1.passed } }
    public var failures: [Finding] { files.flatMap(\.failures) }
    public var skips: [Finding] { files.flatMap(\.skips) }

    /// Runs every test.
    public init(running suite: ConformanceSuite) {
        for file in suite.files {
            var result = File(name: file.name)
            for test in file.tests {
                switch test.outcome() {
                case .passed: result.passed += 1
                case .failed(let reason): result.failures.append(Finding(id: test.id, expression: test.expression, reason: reason))
                case .skipped(let reason): result.skips.append(Finding(id: test.id, expression: test.expression, reason: reason))
                }
            }
            files.append(result)
        }
    }

    /// For programs.
    public var json: JSON {
        [
            "passed": JSON(passed), "failed": JSON(failures.count), "skipped": JSON(skips.count),
            "files": .array(
                files.map { file in
                    [
                        "file": .string(file.name), "passed": JSON(file.passed), "failed": JSON(file.failures.count),
                        "skipped": JSON(file.skips.count),
                    ]
                }),
            "failures": .array(failures.map(\.json)), "skips": .array(skips.map(\.json)),
        ]
    }

    /// For people: a line a file, the total, then every failure and skip.
    public var text: String {
        let width = files.map(\.name.count).max() ?? 0
        var lines = files.map { file in
            let name = file.name + String(repeating: " ", count: width - file.name.count)
            return "\(name)  \(file.passed) passed, \(file.failures.count) failed, \(file.skips.count) skipped"
        }
        lines.append(
            "total\(String(repeating: " ", count: max(0, width - 5)))  \(passed) passed, \(failures.count) failed, \(skips.count) skipped")
        lines += failures.map { "failed: \($0.id): \($0.expression): \($0.reason)" }
        lines += skips.map { "skipped: \($0.id): \($0.reason)" }
        return lines.joined(separator: "\n")
    }
}

extension ConformanceReport.Finding {
    var json: JSON { ["id": .string(id), "expression": .string(expression), "reason": .string(reason)] }
}
