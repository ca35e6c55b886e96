import Foundation

let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// What ARCHITECTURE.md allows, what Package.swift declares, and what the sources import.
struct House {
    struct Row {
        /// Own targets named in the table; their closure may be imported.
        let own: [String]
        /// Modules of external packages and system libraries, exactly as listed.
        let external: [String]
    }

    struct File {
        let target: String
        let path: String
        let text: String
    }

    var rows: [String: Row] = [:]
    var declared: [String: [String]] = [:]
    var files: [File] = []

    /// Part of the toolchain; allowed everywhere but in `withoutFoundation`.
    static let toolchain: Set = [
        "Swift", "Synchronization", "Glibc", "Darwin", "Foundation", "FoundationEssentials", "Dispatch", "RegexBuilder",
    ]
    static let withoutFoundation: Set = ["CEL", "StoaCommerce", "Diagnostics"]
    /// Allowed from the kernel up.
    static let observability: Set = ["Logging", "Metrics", "Tracing"]

    init(root: URL) throws {
        let table = try String(contentsOf: root.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
        for line in table.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count >= 6 else { continue }
            let row = Row(own: House.names(cells[3]), external: House.names(cells[4]))
            for target in House.names(cells[1]) { rows[target] = row }
        }
        let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
        declared = House.targets(in: manifest)
        files = try House.swiftFiles(under: root.appending(path: "Sources"))
    }

    /// Everything that `target` may import of the project's own targets.
    func closure(of target: String) -> Set<String> {
        var reached: Set<String> = []
        var open = rows[target]?.own ?? []
        while let next = open.popLast() {
            if reached.insert(next).inserted { open += rows[next]?.own ?? [] }
        }
        return reached
    }

    func violations(of file: File) -> [String] {
        guard let row = rows[file.target] else { return ["\(file.target) is not in the table of ARCHITECTURE.md"] }
        let own = closure(of: file.target)
        return House.imports(in: file.text).compactMap { module in
            if rows[module] != nil {
                guard own.contains(module) else { return "\(file.target) may not import \(module)" }
                let isDeclared = declared[file.target]?.contains(module) ?? false
                return isDeclared ? nil : "\(file.target) imports \(module) without declaring it in Package.swift"
            }
            if House.toolchain.contains(module) {
                let isBanned = module.hasPrefix("Foundation") && House.withoutFoundation.contains(file.target)
                return isBanned ? "\(file.target) may not import \(module)" : nil
            }
            if House.observability.contains(module), own.contains("StoaKernel") || file.target == "StoaKernel" { return nil }
            return row.external.contains(module) ? nil : "\(file.target) may not import \(module)"
        }
    }

    static func imports(in text: String) -> [String] {
        text.split(separator: "\n").filter { $0.contains("import ") }.compactMap { line in
            guard
                let match = line.firstMatch(
                    of:
                        /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public |package |internal |fileprivate |private )?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?([A-Za-z_][A-Za-z0-9_]*)/
                )
            else { return nil }
            return String(match.1)
        }
    }

    /// Names in backticks.
    private static func names(_ cell: String) -> [String] { cell.matches(of: /`([^`]+)`/).map { String($0.1) } }

    /// The targets of the manifest with the own targets that each declares. Reads the manifest's own short forms
    /// (`.module("X", [...])`, `.target(name: "X", dependencies: [...])`).
    private static func targets(in manifest: String) -> [String: [String]] {
        guard let start = manifest.range(of: "    targets: [") else { return [:] }
        var targets: [String: [String]] = [:]
        let pattern = /\.(module|systemLibrary|target|executableTarget|program)\(\s*(?:name:\s*)?"([^"]+)"((?:[^()]|\([^()]*\))*)\)/
        for match in manifest[start.upperBound...].matches(of: pattern) {
            // Product names stand in parentheses; what is left between quotes are the own targets.
            let plain = match.3.replacing(/\([^()]*\)/, with: "")
            targets[String(match.2)] = plain.matches(of: /"([^"]+)"/).map { String($0.1) }
        }
        return targets
    }

    private static func swiftFiles(under sources: URL) throws -> [File] {
        guard let walker = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil) else { return [] }
        return try walker.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map { url in
            let path = url.path.dropFirst(sources.path.count + 1)
            let target = path.split(separator: "/").first.map(String.init) ?? ""
            return File(target: target, path: String(path), text: try String(contentsOf: url, encoding: .utf8))
        }
    }
}
