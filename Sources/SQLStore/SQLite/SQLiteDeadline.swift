import Dispatch
import GRDBSQLite

/// Stops a statement that runs longer than the limit, as `statement_timeout` does on PostgreSQL.
///
/// SQLite asks every some thousand steps of its virtual machine; a lock wait is bounded by `busy_timeout` instead.
final class SQLiteDeadline {
    private let limitNanoseconds: UInt64
    private var due = UInt64.max
    private let handle: OpaquePointer

    private static let stepsBetweenChecks: CInt = 20_000

    init(_ handle: OpaquePointer, limit: Duration) {
        self.handle = handle
        limitNanoseconds = UInt64(max(0, limit.wholeMilliseconds)) * 1_000_000
        // The connection owns this object and outlives its statements, so the pointer is good whenever SQLite calls.
        sqlite3_progress_handler(
            handle, Self.stepsBetweenChecks,
            { context in
                guard let context else { return 0 }
                return Unmanaged<SQLiteDeadline>.fromOpaque(context).takeUnretainedValue().isOver ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Call before each statement.
    func restart() {
        due = DispatchTime.now().uptimeNanoseconds &+ limitNanoseconds
    }

    /// Call before work that may take as long as it needs.
    func lift() {
        due = .max
    }

    private var isOver: Bool { DispatchTime.now().uptimeNanoseconds > due }
}
