import Diagnostics

/// A mistake was reported and the value is given up; the nearest list or mapping goes on with its next entry.
struct Abandoned: Error {}

/// Recursive descent over the bytes by indentation; `depthMax` bounds the recursion.
///
/// Written here rather than on libyaml, because that stops at the first mistake, resolves aliases before they can be
/// refused, and knows where a value starts but not where it ends.
struct YAMLParser {
    let source: SourceText
    let limits: YAMLLimits
    let bytes: [UInt8]
    var index = 0
    /// Where the last value read ends; collections end with their last value.
    var contentEnd = 0
    private(set) var diagnostics: [Diagnostic] = []
    /// Where each line starts, for columns; found once, because a line may be as long as the file.
    private let lineStarts: [Int]
    private var depth = 0
    private var nodes = 0

    init(source: SourceText, limits: YAMLLimits) {
        self.source = source
        self.limits = limits
        let bytes = Array(source.text.utf8)
        self.bytes = bytes
        // A byte order mark may open the file; it takes no column.
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        lineStarts = [start] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
        index = start
    }

    mutating func document() -> YAMLNode? {
        guard bytes.count <= limits.bytesMax else {
            diagnostics.append(YAMLParser.tooLarge(bytes.count, limits, in: source))
            return nil
        }
        guard !refusesCharacters() else { return nil }
        do {
            return try root()
        } catch {
            return nil
        }
    }

    private mutating func root() throws(Abandoned) -> YAMLNode? {
        while try skipToContent(), peek() == UInt8(ascii: "%"), column == 0 {
            report(
                "yaml.directive", "directives are not part of these files", hint: "remove the line", at: index..<lineEnd(index))
            index = lineEnd(index)
        }
        if isMarker("---") {
            index += 3
            try expectLineEnd(after: index - 3)
        }
        guard try skipToContent(), !isAnyMarker else {
            report("yaml.empty", "the file holds no value", at: index..<index)
            return nil
        }
        let root = try blockNode(parent: -1, isInline: false)
        try expectEnd()
        return root
    }

    private mutating func expectEnd() throws(Abandoned) {
        guard try skipToContent() else { return }
        if isMarker("...") {
            index += 3
            try expectLineEnd(after: index - 3)
            guard try skipToContent() else { return }
        }
        if isMarker("---") {
            report(
                "yaml.multipleDocuments", "a second document starts here; a file holds one",
                hint: "put it into a file of its own", at: index..<index + 3)
        } else {
            report(
                "yaml.indentation", "this line belongs to nothing above it", hint: "indent it like its siblings",
                at: index..<contentLineEnd(index))
        }
    }
}

extension YAMLParser {
    func lineStart(_ position: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while low < high {
            let middle = (low + high) / 2
            if lineStarts[middle] <= position { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? lineStarts[low - 1] : 0
    }

    /// Whether another finding would still be reported; what only serves a report need not be found out otherwise.
    var reportsMore: Bool { diagnostics.count < limits.diagnosticsMax }

    /// Runs `body` one level deeper and counts the value.
    mutating func nested(
        _ body: (inout YAMLParser) throws(Abandoned) -> YAMLNode
    ) throws(Abandoned) -> YAMLNode {
        nodes += 1
        depth += 1
        defer { depth -= 1 }
        if nodes > limits.nodesMax {
            try stop("yaml.tooManyNodes", "the file holds more than \(limits.nodesMax) values", hint: "split the file")
        }
        if depth > limits.depthMax + 1 {
            try stop("yaml.tooDeep", "more than \(limits.depthMax) levels of lists and mappings", hint: "flatten the file")
        }
        return try body(&self)
    }

    /// Reports what makes reading on pointless, and moves to the end so that every loop ends.
    private mutating func stop(_ code: String, _ message: String, hint: String) throws(Abandoned) {
        report(code, message, hint: hint, at: index..<min(index + 1, bytes.count))
        index = bytes.count
        throw Abandoned()
    }

    mutating func report(
        _ code: String, _ message: String, hint: String? = nil, at range: Range<Int>
    ) {
        guard reportsMore else { return }
        diagnostics.append(
            Diagnostic(
                code: code, message, hint: hint, source: source, span: SourceSpan(range.lowerBound, range.upperBound)))
    }

    /// Reports and gives the value up.
    mutating func fail(
        _ code: String, _ message: String, hint: String? = nil, at range: Range<Int>
    ) -> Abandoned {
        report(code, message, hint: hint, at: range)
        return Abandoned()
    }

    static func tooLarge(_ count: Int, _ limits: YAMLLimits, in source: SourceText) -> Diagnostic {
        Diagnostic(
            code: "yaml.tooLarge", "the file has \(count) bytes; at most \(limits.bytesMax) are read", hint: "split the file",
            source: source)
    }

    /// Control characters, lone carriage returns and the line separators that YAML versions disagree about.
    private mutating func refusesCharacters() -> Bool {
        var found = false
        for position in index..<bytes.count {
            let next = position + 1 < bytes.count ? bytes[position + 1] : 0
            let third = position + 2 < bytes.count ? bytes[position + 2] : 0
            switch bytes[position] {
            case 0x09, 0x0A: continue
            case 0x0D where next == 0x0A: continue
            case 0..<0x20, 0x7F: break
            case 0xC2 where (0x80...0x9F).contains(next): break
            case 0xE2 where next == 0x80 && (third == 0xA8 || third == 0xA9): break
            case 0xEF where next == 0xBB && third == 0xBF: break
            default: continue
            }
            found = true
            report(
                "yaml.controlCharacter", "an invisible control character stands here",
                hint: "remove it, or write its escape in double quotes", at: position..<position + 1)
        }
        return found
    }
}
