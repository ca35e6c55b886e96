import Diagnostics

/// A file of comma-separated values (RFC 4180), as spreadsheets save it: with or without a byte order mark, lines ended in
/// any way, cells in quotes where they hold separators, quotes or line breaks.
///
/// The separator is the first of `,` `;` and tab that stands in the first line outside of quotes, because spreadsheets
/// choose it by country.
struct CSVText {
    struct Cell {
        /// Without the quotes around it and the spaces beside it.
        let text: String
        /// The cell as written, without the spaces beside it.
        let span: SourceSpan
    }

    struct Row {
        let cells: [Cell]
        /// Counted from 1.
        let line: Int
        let span: SourceSpan
    }

    /// Rows in which some cell is not empty.
    private(set) var rows: [Row] = []
    /// `what` of a mistake, with its sentence and place.
    private(set) var mistakes: [(what: String, message: String, hint: String, span: SourceSpan)] = []

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var separator = UInt8(ascii: ",")

    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Reads all rows; stops at a quote that is never closed. Cost is linear in the file.
    init(_ source: SourceText) {
        bytes = Array(source.text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        separator = Self.separator(bytes[index...])
        while index < bytes.count, mistakes.isEmpty { readRow() }
    }

    private static func separator(_ bytes: ArraySlice<UInt8>) -> UInt8 {
        var isQuoted = false
        for byte in bytes {
            if byte == quote { isQuoted.toggle() }
            guard !isQuoted else { continue }
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"): return byte
            case newline, carriageReturn: return UInt8(ascii: ",")
            default: continue
            }
        }
        return UInt8(ascii: ",")
    }

    private mutating func readRow() {
        let (start, startLine) = (index, line)
        var cells: [Cell] = []
        while true {
            cells.append(readCell())
            guard index < bytes.count, bytes[index] == separator else { break }
            index += 1
        }
        let end = index
        if index < bytes.count, bytes[index] == Self.carriageReturn { index += 1 }
        if index < bytes.count, bytes[index] == Self.newline { index += 1 }
        line += 1
        if cells.contains(where: { !$0.text.isEmpty }) { rows.append(Row(cells: cells, line: startLine, span: SourceSpan(start, end))) }
    }

    private mutating func readCell() -> Cell {
        skipSpaces()
        return index < bytes.count && bytes[index] == Self.quote ? quotedCell() : plainCell()
    }

    private func endsCell(_ byte: UInt8) -> Bool { byte == separator || byte == Self.newline || byte == Self.carriageReturn }

    private mutating func skipSpaces() {
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
    }

    private mutating func plainCell() -> Cell {
        let start = index
        while index < bytes.count, !endsCell(bytes[index]) { index += 1 }
        var end = index
        while end > start, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
        return Cell(text: String(decoding: bytes[start..<end], as: UTF8.self), span: SourceSpan(start, end))
    }

    private mutating func quotedCell() -> Cell {
        let start = index
        var text: [UInt8] = []
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte == Self.quote else {
                if byte == Self.newline { line += 1 }
                text.append(byte)
                continue
            }
            if index < bytes.count, bytes[index] == Self.quote {
                text.append(byte)
                index += 1
                continue
            }
            let cell = Cell(text: String(decoding: text, as: UTF8.self), span: SourceSpan(start, index))
            skipSpaces()
            if index < bytes.count, !endsCell(bytes[index]) { report("textAfterQuote", start) }
            return cell
        }
        report("unclosedQuote", start)
        return Cell(text: "", span: SourceSpan(start, index))
    }

    private mutating func report(_ what: String, _ start: Int) {
        let isUnclosed = what == "unclosedQuote"
        mistakes.append(
            (
                what, isUnclosed ? "a quote begins a cell and no quote ends it" : "text stands behind the quote that ends a cell",
                isUnclosed ? "close it, or double a quote that is part of the text" : "double quotes inside of a cell: \"12\"\" pipe\"",
                SourceSpan(start, isUnclosed ? start + 1 : index + 1)
            ))
        index = bytes.count
    }
}
