import Foundation
import JSONDocument
import StoaHTTP
import StoaHost
import StoaRules

/// The lines of a file, a few at a time.
struct OrderLines: PastOrderSource {
    private static let chunkBytes = 1 << 20
    private static let linesAtOnce = 256

    private let path: String
    private let handle: FileHandle
    /// Read and not yet given out, from `start` on.
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    private var number = 0

    /// - Parameter path: `-` reads standard input.
    /// - Throws: `file.unreadable`.
    init(_ path: String) throws(HostError) {
        guard let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path) else {
            throw OrderLines.unreadable(path)
        }
        self.path = path
        self.handle = handle
    }

    /// Empty lines are passed over, and counted.
    mutating func next() async throws -> [PastOrderLine] {
        var lines: [PastOrderLine] = []
        while lines.count < OrderLines.linesAtOnce, let line = try line() {
            number += 1
            if !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { lines.append(PastOrderLine(number: number, bytes: line)) }
        }
        return lines
    }

    /// Nil at the end. Of a line beyond the limit only so much is kept that it is seen to be beyond it.
    private mutating func line() throws(HostError) -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            if start < buffer.count {
                let end = buffer[start...].firstIndex(of: 0x0A)
                let part = buffer[start..<(end ?? buffer.count)]
                line += part.prefix(PastOrder.bytesMax + 1 - line.count)
                start = end.map { $0 + 1 } ?? buffer.count
                if end != nil { return line }
            }
            guard !isAtEnd else { return line.isEmpty ? nil : line }
            // Nothing is read at the end, which is told by nil on some platforms.
            do { buffer = Array(try handle.read(upToCount: OrderLines.chunkBytes) ?? Data()) } catch {
                throw OrderLines.unreadable(path)
            }
            start = 0
            isAtEnd = buffer.isEmpty
        }
    }

    private static func unreadable(_ path: String) -> HostError {
        HostError(.usage, code: "file.unreadable", "\(path) cannot be read", hint: "check the path")
    }
}

/// The orders of a store, a page at a time. The number of an order is its place in the list.
struct ServerReceipts: PastOrderSource {
    private static let pageSize: Int64 = 200

    private let client: OperationClient
    private var after: JSON?
    private var isAtEnd = false
    private var number = 0

    init(_ client: OperationClient) { self.client = client }

    mutating func next() async throws -> [PastOrderLine] {
        // A page whose orders all were placed before receipts were kept is empty, and not the last.
        while !isAtEnd {
            var query: [String: JSON] = ["limit": .integer(ServerReceipts.pageSize)]
            if let after { query["after"] = after }
            let page = try await client.run("order.listReceipts", .object(query)).output
            after = page["next"]
            isAtEnd = after?.string == nil
            let receipts = page["items"]?.array ?? []
            let first = number + 1
            number += receipts.count
            if !receipts.isEmpty {
                return receipts.enumerated().map { PastOrderLine(number: first + $0.offset, bytes: Array($0.element.canonicalText.utf8)) }
            }
        }
        return []
    }
}
