import Foundation

let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A text file of the package, under its path below `Sources` or `Tests`.
struct SourceFile {
    let path: String
    let text: String

    /// Comments that take whole lines are left out: documentation may name codes that are made elsewhere.
    init(path: String, text: String) {
        self.path = path
        self.text = text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }.joined(separator: "\n")
    }

    static func all(under folder: String, extensions: Set<String>) throws -> [SourceFile] {
        let root = packageRoot.appending(path: folder).resolvingSymlinksInPath()
        guard let walker = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else { return [] }
        return try walker.compactMap { $0 as? URL }.filter { extensions.contains($0.pathExtension) }.map { url in
            let path = url.resolvingSymlinksInPath().path.dropFirst(root.path.count + 1)
            return SourceFile(path: String(path), text: try String(contentsOf: url, encoding: .utf8))
        }.sorted { $0.path < $1.path }
    }

    /// Every `"word"` and `"word.word"` with the text before it, at most 200 bytes.
    var words: [(word: String, before: String)] {
        let bytes = Array(text.utf8)
        var found: [(String, String)] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            var end = index + 1
            while end < bytes.count, isWord(bytes[end]) { end += 1 }
            if end > index + 1, end < bytes.count, bytes[end] == UInt8(ascii: "\"") {
                let word = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
                found.append((word, String(decoding: bytes[max(0, index - 200)..<index], as: UTF8.self)))
            }
            index = max(end, index + 1)
        }
        return found
    }

    private func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}

/// Whether a word has the form `area.what`.
func isCode(_ word: String) -> Bool {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { $0.first?.isLowercase ?? false }
}

/// Every error code that the sources can give, with the files that give it.
struct SourceCodes {
    private(set) var files: [String: Set<String>] = [:]
    /// What makes codes in a way that ``CodeBuilders`` does not describe.
    private(set) var unknownBuilders: [String] = []

    init(_ sources: [SourceFile]) {
        for file in sources {
            let words = file.words
            for (word, before) in words where isCode(word) && CodeBuilders.isCodePosition(before, word, in: file.path) {
                files[word, default: []].insert(file.path)
            }
            for builder in CodeBuilders.prefixed where builder.covers(file.path) {
                for (word, before) in words where !word.contains(".") && builder.takes(before) {
                    files["\(builder.area).\(word)", default: []].insert(file.path)
                }
                for what in builder.schemaMistakes(in: file.text) { files["\(builder.area).\(what)", default: []].insert(file.path) }
            }
            findUnknownBuilders(in: file)
        }
        for code in CodeBuilders.nounCodes(in: sources) + CodeBuilders.storeCodes(in: sources) {
            files[code, default: []].insert("CodeBuilders.swift")
        }
    }

    /// `code: "area.\(…)` and `YAMLReader(…, area: "area")` with an area that no builder has.
    private mutating func findUnknownBuilders(in file: SourceFile) {
        let known = Set(CodeBuilders.prefixed.map(\.area))
        for match in file.text.matches(of: /(?:code: "([a-z][A-Za-z]*)\.\\\(|[( ]area: "([a-z][A-Za-z]*)")/) {
            let area = String(match.1 ?? match.2 ?? "")
            if !known.contains(area) { unknownBuilders.append("\(file.path) builds '\(area).…'") }
        }
    }
}
