/// The bounds of a database's connections, waits and results. The defaults suit a server.
public struct DatabaseOptions: Sendable {
    /// Connections, each on a thread of its own, that run `write`. SQLite always has one.
    public var writersMax = 8
    /// Connections, each on a thread of its own, that run `read`.
    public var readersMax = 4
    /// Callers that may wait for a writer, and as many for a reader; one more fails at once with `store.busy`.
    public var waitersMax = 1000
    /// How long a caller waits for a connection before `store.busy`.
    public var waitMax: Duration = .seconds(5)
    /// How long a statement waits for a lock another transaction or process holds before `store.busy`.
    public var lockWaitMax: Duration = .seconds(5)
    /// How long a statement may run before `store.timeout`.
    public var statementTimeMax: Duration = .seconds(30)
    /// How long one attempt to reach a PostgreSQL host may take; the address can set its own `connect_timeout`.
    public var connectTimeMax: Duration = .seconds(5)
    /// Prepared statements a connection keeps; one more drops them all, so keep it above the number of texts.
    public var preparedStatementsMax = 512
    /// Bytes of one text or blob argument; more is `store.valueTooLarge`.
    public var valueBytesMax = 16 << 20
    /// Statements in one batch; more is `store.batchTooLarge`.
    public var batchStatementsMax = 100_000
    /// Rows of one result; more is `store.resultTooLarge`.
    public var resultRowsMax = 100_000
    /// Bytes of text and blobs in one result, at most 2 GiB; more is `store.resultTooLarge`.
    public var resultBytesMax = 64 << 20

    public init() {}

    var resultLimits: ResultLimits {
        ResultLimits(rowsMax: resultRowsMax, bytesMax: min(resultBytesMax, Int(Int32.max)))
    }

    /// A value that is too large, or that only one of the engines could store, reaches neither.
    func check(_ arguments: [SQLValue]) throws(SQLError) {
        for argument in arguments {
            guard argument.byteCount <= valueBytesMax else {
                throw SQLError(.valueTooLarge, detail: "\(argument.byteCount) bytes, at most \(valueBytesMax)")
            }
            if case .text(let text) = argument, text.hasNull {
                throw SQLError(.valueInvalid, "A text holds the character U+0000.", hint: "remove it")
            }
        }
    }
}

extension String {
    fileprivate var hasNull: Bool {
        utf8.withContiguousStorageIfAvailable { $0.contains(0) } ?? utf8.contains(0)
    }
}

extension Duration {
    /// Whole milliseconds, rounded down, as both engines' settings want them.
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
