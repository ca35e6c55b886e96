/// Rows of one table as a batch sees them: as they were read, then as the accepted ChangeSets leave them.
///
/// Changes are kept or undone together, at a cost that grows with the changes and not with the batch.
struct TrackedRows<Value> {
    private var rows: [RowKey: Value] = [:]
    private var stored: [RowKey: Value] = [:]
    private var undoLog: [(key: RowKey, before: Value?)] = []
    private var changed: Set<RowKey> = []

    subscript(key: RowKey) -> Value? { rows[key] }

    /// Takes up a row as the database holds it.
    mutating func load(_ key: RowKey, _ value: Value) {
        rows[key] = value
        stored[key] = value
    }

    mutating func set(_ key: RowKey, _ value: Value?) {
        undoLog.append((key, rows[key]))
        rows[key] = value
    }

    /// Makes the changes since the last call of `keep` or `undo` part of what is to be written.
    mutating func keep() {
        for entry in undoLog { changed.insert(entry.key) }
        undoLog.removeAll(keepingCapacity: true)
    }

    mutating func undo() {
        for entry in undoLog.reversed() { rows[entry.key] = entry.before }
        undoLog.removeAll(keepingCapacity: true)
    }

    /// What is to be written, in key order: hosts that insert the same new rows wait for each other in one direction.
    var changes: [(key: RowKey, before: Value?, after: Value)] {
        changed.sorted().compactMap { key in rows[key].map { (key, stored[key], $0) } }
    }
}
