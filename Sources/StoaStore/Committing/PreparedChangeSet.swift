import JSONDocument
import StoaCommerce
import StoaKernel

/// A ChangeSet with its texts written and its journal entry hashed: work that needs no lock and no writer.
struct PreparedChangeSet: Sendable {
    private(set) var changes: ChangeSet
    /// The canonical text of each put, nil for a delete mark.
    let bodies: [String?]
    private(set) var entry: JournalEntry

    init(_ changes: ChangeSet) {
        self.changes = changes
        bodies = changes.puts.map { $0.body?.canonicalText }
        entry = JournalEntry(recording: changes)
    }

    /// The same with the version that a put really replaces: one that re-creates a deleted document goes on counting.
    func replacing(_ versions: [Int64]) -> PreparedChangeSet {
        guard !zip(changes.puts, versions).allSatisfy({ $0.expectedVersion == $1 }) else { return self }
        var copy = self
        copy.changes.puts = zip(changes.puts, versions).map {
            DocumentPut(key: $0.key, expectedVersion: $1, body: $0.body, keys: $0.keys)
        }
        copy.entry = JournalEntry(recording: copy.changes)
        return copy
    }

    /// Rows that its commit reads or writes, roughly.
    var weight: Int {
        changes.puts.reduce(1) { $0 + 3 + $1.keys.count } + changes.reads.count + changes.accounts.count
            + 2 * changes.transfers.count + changes.events.count + changes.timers.count + changes.intents.count
    }
}
