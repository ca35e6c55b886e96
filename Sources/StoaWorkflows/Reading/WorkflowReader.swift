import Diagnostics
import StoaCommerce
import StoaExtension
import StoaKernel
import StrictYAML

extension WorkflowDefinition {
    /// Reads and checks a `workflow.yaml`.
    ///
    /// Reading does not look at what is installed, so a file that could be read once can be read again for as long as an
    /// instance runs by it; ``WorkflowCheck`` also compares it with the commands there are.
    /// - Throws: all findings of the file at once: `workflow.…`, `yaml.…` and `cel.…`.
    public init(reading source: SourceText) throws(DiagnosticsError) {
        let reader = YAMLReader(YAMLDocument(reading: source), area: "workflow")
        let parser = WorkflowParser(reader: reader)
        var definition = parser.definition()
        if let read = definition, !reader.hasErrors {
            for finding in WorkflowCheck.findings(of: read, in: source) { reader.report(finding) }
            if reader.hasErrors { definition = nil }
        }
        self = try reader.finish(definition)
    }
}

/// Reads the nodes of a workflow file by the schema of `stoa/workflow/1`.
struct WorkflowParser {
    let reader: YAMLReader
    let language = WorkflowLanguage()

    static let schema = "stoa/workflow/1"
    static let tasksMax = 200
    static let idBytesMax = 60

    func definition() -> WorkflowDefinition? {
        reader.root?.mapping { fields in
            if let kind = fields.required("kind"), let text = kind.string(), text != "Workflow" {
                kind.report("wrongKind", "the file is a '\(text)'", hint: "write kind: Workflow")
            }
            if let schema = fields.optional("schema"), let text = schema.string(), text != WorkflowParser.schema {
                schema.report("unknownSchema", "'\(text)' is not known here", hint: "write schema: \(WorkflowParser.schema)")
            }
            refuse(["on", "schedule", "input", "output", "timeout", "use", "document", "compensate"], in: fields)
            let id = fields.required("id")?.parsed("a workflow's id", hint: "use lower-case letters, digits and dashes", identifier)
            let version = fields.required("version")?.parsed("a version", hint: "write it like 1.0.0", versionNumber)
            let command = fields.required("before")?.parsed("a command", hint: "write it like order.refund", commandName)
            let when = fields.optional("when").flatMap { condition($0, over: .gate) }
            let tasks = fields.required("do").flatMap(tasks)
            guard let id, let version, let command, let tasks, !tasks.isEmpty else { return nil }
            let text = reader.source.text
            return WorkflowDefinition(
                id: id, version: version, source: text, hash: sha256Hex(text), trigger: .before(command: command, when: when),
                tasks: tasks)
        }
    }

    /// Words of the vocabulary that this version of the engine does not run: refused by name, never ignored.
    func refuse(_ words: [String], in fields: YAMLMappingReader) {
        for word in words where fields.has(word) {
            let span = fields.node.entries?.first { $0.key == word }?.keySpan ?? fields.node.span
            reader.report(
                "notSupported", "'\(word)' is part of the workflow vocabulary, but not run by this version",
                hint: "use: before, when; call, switch, approve, execute, refuse, set, wait, emit, raise", at: span)
        }
    }

    private func tasks(_ value: YAMLValue) -> [WorkflowTask]? {
        var names: Set<String> = []
        let tasks = value.list(countMax: WorkflowParser.tasksMax) { item -> WorkflowTask? in
            guard let entries = item.node.entries, entries.count == 1, let entry = entries.first else {
                item.report("notATask", "a task is one name and what it does", hint: "write: - name: { call: … }")
                return nil
            }
            guard isTaskName(entry.key) else {
                reader.report(
                    "badTaskName", "'\(entry.key)' cannot name a task", hint: "start with a letter; then letters, digits and _",
                    at: entry.keySpan)
                return nil
            }
            guard names.insert(entry.key).inserted else {
                reader.report("duplicateTask", "there are two tasks '\(entry.key)'", hint: "rename one", at: entry.keySpan)
                return nil
            }
            let body = YAMLValue(node: entry.value, name: "the task '\(entry.key)'", reader: reader)
            return task(entry, body)
        }
        if let tasks, tasks.isEmpty, !reader.hasErrors { value.report("empty", "a workflow has at least one task") }
        return tasks
    }
}

/// Lower case, so that a folder's name and a gate's name are the same on every file system.
private func identifier(_ text: String) -> String? {
    let isFine = text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "-")
    }
    return isFine && (1...WorkflowParser.idBytesMax).contains(text.utf8.count) ? text : nil
}

private func versionNumber(_ text: String) -> String? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 3
        && parts.allSatisfy { !$0.isEmpty && $0.utf8.count <= 9 && Int($0) != nil && !$0.hasPrefix("-") && !$0.hasPrefix("+") }
        ? text : nil
}

func commandName(_ text: String) -> String? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count >= 2 && text.utf8.count <= 100 && parts.allSatisfy { isTaskName(String($0)) } ? text : nil
}

private func isTaskName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, bytes.count <= 60, isLetter(first) else { return false }
    // Words that mean something where a task's name could stand.
    guard !["end", "fail", "else", "continue", "exit"].contains(text) else { return false }
    return bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") }
}

private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}
