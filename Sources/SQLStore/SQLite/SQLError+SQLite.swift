import GRDB
import GRDBSQLite

extension SQLError {
    /// The connection's latest error. SQLite's messages name tables, columns and tokens of the text, not values.
    init(sqlite connection: OpaquePointer) {
        self.init(
            sqliteCode: sqlite3_extended_errcode(connection),
            message: sqlite3_errmsg(connection).map { String(cString: $0) } ?? "")
    }

    /// An error out of a GRDB call, or one of ours that passed through it.
    init(converting error: any Error) {
        if let own = error as? SQLError {
            self = own
        } else if let theirs = error as? DatabaseError {
            self.init(sqliteCode: theirs.extendedResultCode.rawValue, message: theirs.message ?? "")
        } else {
            self.init(.engine, detail: "\(type(of: error))")
        }
    }

    private init(sqliteCode code: CInt, message: String) {
        let detail = "SQLite \(code): \(message)"
        let constraint = Constraint(sqliteCode: code, message: message)
        self.init(constraint == nil ? Kind(sqliteCode: code) : .constraint, detail: detail, constraint: constraint)
    }
}

extension SQLError.Kind {
    /// Named like <https://www.sqlite.org/rescode.html>.
    fileprivate init(sqliteCode code: CInt) {
        if code == SQLITE_CONSTRAINT | (12 << 8) {  // SQLITE_CONSTRAINT_DATATYPE: a STRICT table refused the type
            self = .valueInvalid
            return
        }
        self =
            switch code & 0xff {
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            case SQLITE_CONSTRAINT: .constraint
            case SQLITE_READONLY: .readOnly
            case SQLITE_FULL: .diskFull
            case SQLITE_IOERR: .disk
            case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
            case SQLITE_CANTOPEN: .unavailable
            case SQLITE_PERM, SQLITE_AUTH: .permission
            case SQLITE_TOOBIG: .valueTooLarge
            case SQLITE_MISMATCH: .valueInvalid
            case SQLITE_INTERRUPT: .timeout
            case SQLITE_RANGE: .argumentCount
            case SQLITE_ERROR: .statement
            default: .engine
            }
    }
}

extension Constraint {
    /// Reads SQLite's message, e.g. `UNIQUE constraint failed: cart.tenant, cart.id`, which is part of its tests
    /// and has not changed since 3.8; nil for other codes.
    fileprivate init?(sqliteCode code: CInt, message: String) {
        let subject = message.split(separator: ": ", maxSplits: 1).dropFirst().first.map(String.init)
        let places = subject?.split(separator: ", ").map { $0.split(separator: ".", maxSplits: 1).map(String.init) } ?? []
        let table = places.first?.first
        let columns = places.compactMap { $0.count == 2 ? $0[1] : nil }
        switch code {
        case SQLITE_CONSTRAINT | (8 << 8), SQLITE_CONSTRAINT | (6 << 8), SQLITE_CONSTRAINT | (10 << 8):
            // UNIQUE, PRIMARYKEY, ROWID. A unique index over an expression is named instead of its columns.
            if let subject, subject.hasPrefix("index '"), subject.hasSuffix("'") {
                self.init(.unique, name: String(subject.dropFirst("index '".count).dropLast()))
            } else {
                self.init(.unique, table: table, columns: columns)
            }
        case SQLITE_CONSTRAINT | (3 << 8):
            self.init(.foreignKey)
        case SQLITE_CONSTRAINT | (1 << 8):
            self.init(.check, name: subject)
        case SQLITE_CONSTRAINT | (5 << 8):
            self.init(.notNull, table: table, columns: columns)
        default:
            return nil
        }
    }
}

extension SQLiteConnection {
    /// Finds the name that PostgreSQL would report: the index as declared, or the one it would make up.
    func named(_ constraint: Constraint) -> Constraint {
        guard let table = constraint.table else { return constraint }
        let columns = constraint.columns.joined(separator: ",")
        let index = try? run(
            """
            SELECT l.name, l.origin FROM pragma_index_list($1) AS l
            WHERE l."unique" = 1 AND $2 = (
                SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno))
            """, [.text(table), .text(columns)]
        ).first
        let name =
            switch try? index?.text("origin") {
            case "c": try? index?.text("name")
            case "u": "\(table)_\(constraint.columns.joined(separator: "_"))_key"
            default: "\(table)_pkey"
            }
        return Constraint(.unique, name: name, table: table, columns: constraint.columns)
    }
}
