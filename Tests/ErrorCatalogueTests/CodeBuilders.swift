import Foundation

/// The ways in which the sources make codes. Most write the whole code behind `code:`; the others stand in these tables.
enum CodeBuilders {
    // MARK: Whole codes

    /// Functions, besides those with a label `code:`, that take a whole code as an argument without a label.
    private static let functions = [
        "error", "fail", "failed", "failure", "give", "mistake", "Problem", "report", "stop",
    ]

    /// Files in which every word of an area is a code, wherever it stands: lists and switches of codes.
    private static let lists = [
        "LuaSandbox/Calling/SandboxError.swift": "plugin", "StoaPlugins/Calling/PluginFailure.swift": "plugin",
        "StoaPlugins/Tools/PluginInput.swift": "case", "StoaMall/Coupons/CodeAttempts.swift": "coupon",
    ]

    static func isCodePosition(_ before: String, _ word: String, in path: String) -> Bool {
        if path.hasPrefix("CLuaSandbox/") { return word.hasPrefix("plugin.") }
        if let area = lists[path], word.hasPrefix(area + ".") { return true }
        // `code: "…"`, `code: given ?? "…"`, `code: isLarge ? "…" : "…"`.
        if let label = before.range(of: "code:", options: .backwards) {
            if !before[label.upperBound...].contains(where: { ",\n{}".contains($0) }) { return true }
        }
        // What an operation says it may refuse with.
        if let list = before.range(of: "errors: [", options: .backwards), !before[list.upperBound...].contains("]") { return true }
        if before.hasSuffix(".failure = ") { return true }
        guard let call = before.firstMatch(of: /([A-Za-z]+)\(\s*[^"()]*$/) else { return false }
        return functions.contains(String(call.1))
    }

    // MARK: Codes in two parts

    /// Makes `<area>.<what>` from a `what` that is written out at the call.
    struct Prefixed {
        let area: String
        /// Paths below `Sources`: folders end with a slash.
        let paths: [String]
        /// The functions whose first word is a `what`.
        var functions = ["report"]
        /// Whether a `what` also stands behind `code:` or `code =`.
        var isLabelled = false
        /// Whether files of this area are read by a `YAMLReader`, whose methods make findings of their own.
        var isSchema = true

        func covers(_ path: String) -> Bool { paths.contains { path == $0 || ($0.hasSuffix("/") && path.hasPrefix($0)) } }

        func takes(_ before: String) -> Bool {
            if isLabelled, before.hasSuffix("code: ") || before.hasSuffix("code = ") { return true }
            if before.firstMatch(of: /reportRepeated\([^"\n]*, $/) != nil { return functions.contains("report") }
            guard let call = before.firstMatch(of: /([A-Za-z]+)\(\s*(?:place, |\.[a-z]+\([^()"]*\), )?$/) else { return false }
            return functions.contains(String(call.1))
        }

        func schemaMistakes(in text: String) -> Set<String> {
            guard isSchema else { return [] }
            return Set(CodeBuilders.readerMethods.filter { text.contains($0.key) }.flatMap(\.value))
        }
    }

    static let prefixed = [
        Prefixed(area: "rule", paths: ["StoaRules/Parsing/", "StoaRules/Rulebook/Rulebook+Compile.swift"]),
        Prefixed(area: "rule", paths: ["StoaRules/Parsing/Tables/"], functions: ["CellMistake"], isSchema: false),
        Prefixed(area: "rule", paths: ["StoaRules/Checking/"], functions: ["suspicion"], isLabelled: true, isSchema: false),
        Prefixed(area: "rule", paths: ["StoaRules/Permissions/Rulebook+Operations.swift"], functions: ["finding"], isSchema: false),
        Prefixed(area: "cart", paths: ["StoaRules/Testing/CartFile.swift"]),
        Prefixed(
            area: "test",
            paths: [
                "StoaRules/Testing/RuleTest.swift", "StoaRules/Testing/TableTest.swift", "StoaRules/Testing/SegmentTest.swift",
                "StoaRules/Testing/CartFile.swift",
            ]),
        Prefixed(area: "workflow", paths: ["StoaWorkflows/Reading/", "StoaWorkflows/Checking/"]),
        Prefixed(area: "workflowTest", paths: ["StoaWorkflows/Testing/WorkflowTestFile.swift"]),
        Prefixed(area: "manifest", paths: ["StoaPlugins/Manifest/"]),
        Prefixed(area: "config", paths: ["StoaHost/Configuration/ConfigurationFile.swift"]),
        Prefixed(area: "package", paths: ["StoaPlugins/Packages/"], functions: ["finding", "refuse"], isSchema: false),
        Prefixed(area: "input", paths: ["JSONDocument/Schema/Schema+Validation.swift"], isSchema: false),
        // Its own default; every reader of ours states an area.
        Prefixed(area: "yaml", paths: [], isSchema: false),
    ]

    /// What the methods of `YAMLValue` and `YAMLMappingReader` report, with those that StoaRules adds to them.
    private static let readerMethods: [String: [String]] = [
        "mapping": ["unknownField", "wrongKind"], ".string()": ["wrongKind"], ".parsed(": ["invalidValue", "wrongKind"],
        ".integer(": ["invalidInteger", "outOfRange", "wrongKind"], ".decimalText()": ["invalidDecimal", "wrongKind"],
        ".bool()": ["invalidBoolean", "wrongKind"], ".oneOf(": ["unknownValue", "wrongKind"], ".list(": ["tooMany", "wrongKind"],
        "listOrOne(": ["tooMany", "wrongKind"], ".required(": ["missingField", "emptyValue"], ".optional(": ["emptyValue"],
        ".exactlyOne(": ["missingField", "conflictingFields"], ".texts()": ["repeated", "tooMany"],
        ".quantity()": ["invalidInteger", "outOfRange"], ".percent(": ["invalidDecimal", "outOfRange"],
        ".money(": ["bareInteger", "invalidMoney", "outOfRange"], ".identifier()": ["invalidId"],
    ]

    // MARK: Codes of nouns

    /// Nouns that some operation must find: `<kind>.notFound`.
    private static let required: Set = [
        "approvalTask", "channel", "customer", "experiment", "inboundHook", "order", "pointSpending", "product", "rulebook",
        "webhookDelivery",
        "webhookEndpoint",
        "workflowInstance",
    ]
    /// Nouns that are only looked for, or only written.
    private static let optional: Set = [
        "apiKey", "codeAttempts", "couponGrant", "couponPool", "countedOrder", "couponRevocation", "deadWork", "effectOutcome",
        "hookMessage", "milestoneGrant", "orderInput",
        "payment", "pointLots", "refund",
        "rulebookControl",
        "rulebookFiles", "seller", "standing", "ticket", "workflowVersion",
    ]

    /// Kinds of nouns about which the two lists above say nothing, or say something that is not so any more.
    static func unlistedNouns(in sources: [SourceFile]) -> [String] {
        let kinds = Set(sources.flatMap { $0.text.matches(of: /static let kind = "([A-Za-z]+)"/).map { String($0.1) } })
        return kinds.symmetricDifference(required.union(optional)).sorted()
    }

    /// `<kind>.notFound`, and `<kind>.<key>Taken` for each unique key.
    static func nounCodes(in sources: [SourceFile]) -> [String] {
        let unique = sources.flatMap { file -> [String] in
            let kinds = file.text.matches(of: /static let kind = "([A-Za-z]+)"/)
            return file.text.matches(of: /LookupKey\("([A-Za-z]+)", [^,\n]*, unique: true\)/).compactMap { key in
                // The noun whose keys these are is declared above them.
                kinds.last { $0.range.lowerBound < key.range.lowerBound }.map { "\($0.1).\(key.1)Taken" }
            }
        }
        return required.map { "\($0).notFound" } + unique
    }

    // MARK: Codes of the store

    /// `store.<kind>` for every case of `SQLError.Kind`.
    static func storeCodes(in sources: [SourceFile]) -> [String] {
        guard let file = sources.first(where: { $0.path == "SQLStore/Errors/SQLError+Kind.swift" }) else { return [] }
        let declaration = file.text.prefix(upTo: file.text.range(of: "extension SQLError.Kind")?.lowerBound ?? file.text.endIndex)
        return declaration.matches(of: /\n +case ([a-zA-Z]+)/).map { "store.\($0.1)" }
    }
}
