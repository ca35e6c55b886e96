extension SQLError {
    /// What went wrong; the raw value is the second half of the code.
    public enum Kind: String, Sendable, CaseIterable {
        /// The address cannot be read.
        case url
        /// The database cannot be reached or opened.
        case unavailable
        /// No connection, or no lock, became free within the bounded wait; or too many callers wait already.
        case busy
        /// The database was closed.
        case closed
        /// The connection broke before commit was sent: nothing of the transaction remains.
        case connectionLost
        /// The connection broke while commit was under way: look the change up before trying again.
        case commitUnknown
        /// A concurrent transaction won (serialization failure or dead-lock): run it again.
        case conflict
        /// A statement ran longer than allowed.
        case timeout
        /// See `constraint`.
        case constraint
        /// An earlier statement of the transaction failed, so that it can only be rolled back.
        case transactionAborted
        /// A write in a read, or on a read-only database.
        case readOnly
        /// The account of the address lacks a right.
        case permission
        /// The SQL text is wrong for this schema.
        case statement
        /// More or fewer arguments than parameters.
        case argumentCount
        /// A value that its column cannot hold: U+0000 in text, text in an integer column, out of range.
        case valueInvalid
        /// A text or blob over the limit.
        case valueTooLarge
        /// A batch with more statements than the limit.
        case batchTooLarge
        /// A result with more rows or bytes than the limit.
        case resultTooLarge
        /// A column holds another type than the reader asked for.
        case typeMismatch
        /// A column of a type that `SQLValue` does not have, such as floating point.
        case typeUnsupported
        /// The disk is full.
        case diskFull
        /// The disk failed.
        case disk
        /// The database file or a page of it is damaged.
        case corrupt
        /// The schema has migrations that this program does not know.
        case schemaTooNew
        /// A migration that was applied has other text now.
        case migrationEdited
        /// Anything else the engine reported; the detail says what.
        case engine
    }
}

extension SQLError.Kind {
    var message: String {
        switch self {
        case .url: "The database address cannot be read."
        case .unavailable: "The database cannot be reached."
        case .busy: "The database is busy."
        case .closed: "The database is closed."
        case .connectionLost: "The connection to the database broke; nothing was changed."
        case .commitUnknown: "The connection to the database broke during commit; the change may or may not be stored."
        case .conflict: "Another change to the same data came first."
        case .timeout: "The database took too long."
        case .constraint: "The change breaks a rule of the database."
        case .transactionAborted: "An earlier statement of the transaction failed."
        case .readOnly: "The database may only be read here."
        case .permission: "The database account may not do this."
        case .statement: "A statement does not fit the database's schema."
        case .argumentCount: "A statement has another number of arguments than parameters."
        case .valueInvalid: "A value does not fit its column."
        case .valueTooLarge: "A value is too large to store."
        case .batchTooLarge: "Too many statements at once."
        case .resultTooLarge: "The result is too large."
        case .typeMismatch: "A column holds a value of another type than expected."
        case .typeUnsupported: "A column has a type that cannot be read."
        case .diskFull: "The disk of the database is full."
        case .disk: "The disk of the database failed."
        case .corrupt: "The database is damaged."
        case .schemaTooNew: "The database was written by a newer version of this program."
        case .migrationEdited: "A migration that was applied to this database has been edited since."
        case .engine: "The database reported an error."
        }
    }

    var hint: String? {
        switch self {
        case .url: "write sqlite:PATH or postgres://USER@HOST/DATABASE"
        case .unavailable: "check that the address is right and the database is running"
        case .busy, .connectionLost, .timeout: "try again"
        case .commitUnknown: "look the change up before trying again"
        case .conflict: "run the transaction again"
        case .closed, .constraint, .readOnly, .engine: nil
        case .transactionAborted: "let the first error end the transaction, or put the statement in a savepoint"
        case .permission: "grant the account the right, or use another account"
        case .statement: "migrate the database"
        case .argumentCount: "pass one argument for each of $1, $2, …"
        case .valueInvalid, .typeMismatch: nil
        case .valueTooLarge, .batchTooLarge: "split it"
        case .resultTooLarge: "select fewer rows at a time"
        case .typeUnsupported: "cast the column to TEXT or BIGINT"
        case .diskFull: "free some space"
        case .disk: "check the disk and the system's log"
        case .corrupt: "restore a backup"
        case .schemaTooNew: "start the newer version"
        case .migrationEdited: "restore the migration's text and add a new migration instead"
        }
    }
}
