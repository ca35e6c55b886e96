extension ErrorCatalogue {
    /// What the database cannot do, on SQLite and PostgreSQL alike.
    static let storeErrors: [ErrorPage] = [
        ErrorPage(
            "store.argumentCount", .operator,
            "A statement was given more or fewer values than it has places; this is a bug of ours.",
            .situation("A driver of the store used with the wrong number of arguments."),
            "Report it with the log entry."),
        ErrorPage(
            "store.batchTooLarge", .operator,
            "More statements were sent at once than the store takes.",
            .situation("A change that touches tens of thousands of rows."),
            "Split the command into several."),
        ErrorPage(
            "store.busy", .operator,
            "The database is held up, or too many wait for it already; nothing was changed.",
            .situation("Another program holds the write lock of the SQLite file."),
            "Try again. If it lasts: look for a program that holds the file, or move to PostgreSQL."),
        ErrorPage(
            "store.changeSetReused", .operator,
            "A change with this id was committed before.",
            .situation("A commit that is repeated after its answer was lost."),
            "Nothing: look up the journal entry of this id; the first commit stands."),
        ErrorPage(
            "store.closed", .operator,
            "The store is closing, because the server stops.",
            .situation("A request that arrives during SIGTERM."),
            "Send it again, to another host if there is one."),
        ErrorPage(
            "store.commitUnknown", .operator,
            "The connection broke while the change was being committed, so it is not known whether it is stored.",
            .situation("The network to PostgreSQL breaks in the middle of a commit."),
            "Send the request again with the same Idempotency-Key: it is carried out once at most."),
        ErrorPage(
            "store.conflict", .operator,
            "Another change to the same data came first.",
            .situation("Two hosts migrate the same database at the same time."),
            "Try again; the commands do so by themselves."),
        ErrorPage(
            "store.connectionLost", .operator,
            "The connection to the database broke before the commit; nothing was changed.",
            .situation("PostgreSQL is restarted."),
            "Try again; if it lasts, check the database and the network."),
        ErrorPage(
            "store.constraint", .operator,
            "A change would break a rule of the schema; this is a bug of ours when a command shows it.",
            .situation("A row without its tenant."),
            "Report it with the log entry, which names the constraint."),
        ErrorPage(
            "store.corrupt", .operator,
            "The database file, or a stored document, is damaged.",
            .situation("A SQLite file that was copied while it was written to."),
            "Restore a backup, and check the disk."),
        ErrorPage(
            "store.cursorMalformed", .caller,
            "The cursor of a list is not one that a page answered.",
            .request("GET /v1/orders?after=2"),
            "Send 'next' exactly as it was answered, or start without 'after'."),
        ErrorPage(
            "store.disk", .operator,
            "The disk of the database failed to read or write.",
            .situation("The volume of the SQLite file was unmounted."),
            "Check the disk and the system's log."),
        ErrorPage(
            "store.diskFull", .operator,
            "The disk of the database is full; nothing was changed.",
            .situation("A log file that filled the volume of the SQLite file."),
            "Free some space; the server goes on by itself."),
        ErrorPage(
            "store.engine", .operator,
            "The database reported an error that has no code of its own here.",
            .situation("An extension of PostgreSQL that refuses a statement."),
            "Read the log entry, which holds the database's own words."),
        ErrorPage(
            "store.failed", .operator,
            "The store could not serve, for a reason it does not know; this is a bug of ours.",
            .situation("An error that no driver converted."),
            "Report it with the log entry."),
        ErrorPage(
            "store.migrationEdited", .operator,
            "A migration that was applied to this database has another text in this program.",
            .situation("Two builds of one version with different schemas."),
            "Use the build that created the database, or one that came after it."),
        ErrorPage(
            "store.permission", .operator,
            "The database account lacks a right.",
            .command("stoa migrate --database postgres://reader@localhost/mall"),
            "Grant the account the right, or use another account."),
        ErrorPage(
            "store.readOnly", .operator,
            "The database may only be read here.",
            .situation("A SQLite file on a volume that is mounted read-only."),
            "Make the file and its folder writable for the server."),
        ErrorPage(
            "store.resultTooLarge", .operator,
            "A result has more rows or bytes than are read at once.",
            .situation("A list asked for without a limit, by a program that embeds the store."),
            "Read it in pages."),
        ErrorPage(
            "store.schemaTooNew", .operator,
            "The database was written by a newer version of Stoa.",
            .command("stoa serve --database sqlite:mall.db"),
            "Start the newer version; databases are not migrated backwards."),
        ErrorPage(
            "store.statement", .operator,
            "A statement does not fit the schema of the database.",
            .situation("A host that was started before the database was migrated."),
            "Run `stoa migrate`."),
        ErrorPage(
            "store.timeout", .operator,
            "A statement took longer than it may; nothing was changed.",
            .situation("A lock held by another session of PostgreSQL."),
            "Try again. If it lasts: look for the session that holds the lock."),
        ErrorPage(
            "store.transactionAborted", .operator,
            """
            An earlier statement of the same transaction failed, so that only its rollback is left; this is a bug of ours when a \
            command shows it.
            """,
            .situation("A program that embeds the store and goes on after an error."),
            "Let the first error end the transaction."),
        ErrorPage(
            "store.typeMismatch", .operator,
            "A column holds a value of another type than the program reads.",
            .situation("A row that was edited by hand in the SQLite file."),
            "Restore the value, or a backup."),
        ErrorPage(
            "store.typeUnsupported", .operator,
            "A query of a program that embeds the store asks for a column of a type that is not read, such as floating point.",
            .situation("'SELECT 0.5'."),
            "Cast the column to TEXT or BIGINT."),
        ErrorPage(
            "store.unavailable", .operator,
            "The database cannot be reached or opened.",
            .command("stoa serve --database postgres://localhost:1/mall"),
            "Check the address, and that the database is running."),
        ErrorPage(
            "store.undecodable", .operator,
            "A stored document cannot be read as what it should be.",
            .situation("A document that was edited by hand in the database."),
            "Restore its last version from the history, or a backup; the log entry names it."),
        ErrorPage(
            "store.unencodable", .operator,
            "A document cannot be written as JSON; this is a bug of ours.",
            .situation("A noun that holds a number JSON does not have."),
            "Report it with the request id."),
        ErrorPage(
            "store.url", .operator,
            "The address of the database cannot be read.",
            .command("stoa serve --database mysql://localhost/mall"),
            "Write sqlite:PATH or postgres://USER@HOST/DATABASE."),
        ErrorPage(
            "store.valueInvalid", .operator,
            "A value does not fit its column, such as the character U+0000 in a text.",
            .request(#"POST /v1/orders/ord_1/cancellation {"reason": "\u0000"}"#),
            "Remove the character."),
        ErrorPage(
            "store.valueTooLarge", .operator,
            "A text or a document is larger than one row may hold.",
            .situation("A product with a description of many megabytes."),
            "Shorten it."),
    ]
}
