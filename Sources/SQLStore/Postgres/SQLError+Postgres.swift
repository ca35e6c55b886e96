import CPostgres

extension SQLError {
    /// The error a result carries, or the loss of its connection.
    init(postgres result: OpaquePointer?, on handle: OpaquePointer) {
        func field(_ name: Character) -> String? {
            guard let result, let ascii = name.asciiValue else { return nil }
            return PQresultErrorField(result, Int32(ascii)).map { String(cString: $0) }
        }
        guard let state = field("C") else {
            // libpq's own errors have no state: the connection is gone, or the call was out of step.
            let isLost = PQstatus(handle) != CONNECTION_OK
            let message = result.flatMap { PQresultErrorMessage($0) } ?? PQerrorMessage(handle)
            self.init(isLost ? .connectionLost : .engine, detail: message.map { String(cString: $0) })
            return
        }
        let kind = field("V") == "FATAL" || field("V") == "PANIC" ? Kind.connectionLost : Kind(state: state)
        // Data exceptions (22) and raised exceptions (P0) quote values; the others name objects of the schema.
        let isQuoting = state.hasPrefix("22") || state.hasPrefix("P0")
        let message = isQuoting ? nil : field("M")
        let detail = ["PostgreSQL \(state)", message].compactMap(\.self).joined(separator: ": ")
        let table = field("t")
        let constraint = Constraint.Kind(state: state).map { kind in
            Constraint(kind, name: field("n"), table: table, columns: field("c").map { [$0] } ?? [])
        }
        self.init(kind, detail: detail, constraint: constraint)
    }

    /// Why a connection could not be made. libpq's message names hosts and users, never passwords.
    init(connecting handle: OpaquePointer) {
        let message = String(cString: PQerrorMessage(handle))
        self.init(.unavailable, detail: message)
    }
}

extension SQLError.Kind {
    /// See <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
    fileprivate init(state: String) {
        self =
            switch state {
            case "40001", "40P01": .conflict
            case "55P03": .busy
            case "57014": .timeout
            case "25006": .readOnly
            case "25P02": .transactionAborted
            case "42501": .permission
            case "53100": .diskFull
            case "57P01", "57P02", "57P03": .connectionLost
            // Bind with another number of parameters is the one protocol violation that a caller can cause.
            case "08P01": .argumentCount
            default: Self(stateClass: state.prefix(2))
            }
    }

    private init(stateClass: Substring) {
        self =
            switch stateClass {
            case "08": .connectionLost
            case "22": .valueInvalid
            case "23": .constraint
            case "28", "53": .unavailable
            case "40": .conflict
            case "42", "0A": .statement
            case "54": .valueTooLarge
            case "58": .disk
            case "XX": .corrupt
            default: .engine
            }
    }
}

extension Constraint.Kind {
    fileprivate init?(state: String) {
        switch state {
        case "23505", "23P01": self = .unique
        case "23503": self = .foreignKey
        case "23514": self = .check
        case "23502": self = .notNull
        default: return nil
        }
    }
}
