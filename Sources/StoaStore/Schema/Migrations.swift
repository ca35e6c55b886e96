import SQLStore

/// The schema, step by step. A step that has run anywhere is never edited; a change is a new step.
enum Migrations {
    static let all: [Migration] = [Migration(1, "documents, ledger, journal, work", script: documentsLedgerJournalWork)]

    private static func documentsLedgerJournalWork(_ dialect: Dialect) -> String {
        let text = dialect.text
        let integer = dialect.integer
        // Counts rows in the order they were inserted; gaps are allowed.
        let sequence = dialect == .sqlite ? "INTEGER PRIMARY KEY" : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
        return """
            CREATE TABLE document (
                tenant \(text) NOT NULL, kind \(text) NOT NULL, id \(text) NOT NULL,
                version \(integer) NOT NULL, body \(text), changed_at \(integer) NOT NULL, changed_by \(text) NOT NULL,
                PRIMARY KEY (tenant, kind, id)
            )\(dialect.clusteredTable);

            CREATE TABLE snapshot (
                tenant \(text) NOT NULL, kind \(text) NOT NULL, id \(text) NOT NULL,
                version \(integer) NOT NULL, body \(text), changed_at \(integer) NOT NULL, changed_by \(text) NOT NULL,
                PRIMARY KEY (tenant, kind, id, version)
            )\(dialect.clusteredTable);

            -- One row a declared key of a document. A key that a document no longer has keeps its row with no value.
            CREATE TABLE lookup (
                tenant \(text) NOT NULL, kind \(text) NOT NULL, id \(text) NOT NULL, name \(text) NOT NULL,
                ordinal \(integer) NOT NULL, value \(text), is_unique \(integer) NOT NULL,
                PRIMARY KEY (tenant, kind, id, name, ordinal)
            )\(dialect.clusteredTable);
            CREATE INDEX lookup_by_value ON lookup (tenant, kind, name, value, id);
            CREATE UNIQUE INDEX lookup_unique ON lookup (tenant, kind, name, value) WHERE is_unique = 1;

            CREATE TABLE account (
                tenant \(text) NOT NULL, id \(text) NOT NULL, unit \(text) NOT NULL,
                floor \(integer), ceiling \(integer),
                posted \(integer) NOT NULL, reserved_out \(integer) NOT NULL, reserved_in \(integer) NOT NULL,
                PRIMARY KEY (tenant, id),
                CONSTRAINT account_floor CHECK (floor IS NULL OR posted - reserved_out >= floor),
                CONSTRAINT account_ceiling CHECK (ceiling IS NULL OR posted + reserved_in <= ceiling),
                CONSTRAINT account_reserved CHECK (reserved_out >= 0 AND reserved_in >= 0)
            )\(dialect.clusteredTable);

            CREATE TABLE transfer (
                tenant \(text) NOT NULL, id \(text) NOT NULL, from_account \(text) NOT NULL, to_account \(text) NOT NULL,
                amount \(integer) NOT NULL, state \(text) NOT NULL, change_set \(text) NOT NULL, settled_by \(text),
                PRIMARY KEY (tenant, id),
                CONSTRAINT transfer_amount CHECK (amount > 0)
            )\(dialect.clusteredTable);

            -- `position` is the entry's place in the tenant's log. A commit leaves it open, so that it need not wait for
            -- the others; readers fill it in, and it never changes afterwards.
            CREATE TABLE journal (
                sequence \(sequence), tenant \(text) NOT NULL, id \(text) NOT NULL, at \(integer) NOT NULL,
                command \(text) NOT NULL, actor \(text) NOT NULL, body \(text) NOT NULL, leaf_hash \(text) NOT NULL,
                position \(integer)
            )\(dialect.table);
            CREATE UNIQUE INDEX journal_id ON journal (tenant, id);
            CREATE UNIQUE INDEX journal_position ON journal (tenant, position) WHERE position IS NOT NULL;
            CREATE INDEX journal_unplaced ON journal (tenant, sequence) WHERE position IS NULL;

            -- How many entries of a tenant have their place.
            CREATE TABLE journal_size (
                tenant \(text) NOT NULL, size \(integer) NOT NULL, PRIMARY KEY (tenant)
            )\(dialect.clusteredTable);

            CREATE TABLE idempotency (
                tenant \(text) NOT NULL, principal \(text) NOT NULL, command \(text) NOT NULL, request_key \(text) NOT NULL,
                body_hash \(text) NOT NULL, response \(text) NOT NULL, created_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, principal, command, request_key)
            )\(dialect.clusteredTable);

            -- Events, timers and intents. While claimed, `due` is the end of the lease.
            CREATE TABLE work (
                sequence \(sequence), tenant \(text) NOT NULL, kind \(text) NOT NULL, work_key \(text) NOT NULL, due \(integer) NOT NULL,
                name \(text) NOT NULL, subject_kind \(text), subject_id \(text), body \(text) NOT NULL,
                created_at \(integer) NOT NULL, attempts \(integer) NOT NULL, token \(integer) NOT NULL, done \(integer) NOT NULL
            )\(dialect.table);
            CREATE UNIQUE INDEX work_unique ON work (tenant, kind, work_key);
            CREATE INDEX work_due ON work (kind, due, sequence) WHERE done = 0;
            CREATE INDEX work_subject ON work (tenant, subject_kind, subject_id, sequence) WHERE done = 0 AND kind = 'event';
            """
    }
}
