import SQLStore
import StoaCommerce
import StoaKernel

/// A statement of a batch together with what it is about, so that a constraint that fires can be told in words.
struct Write {
    enum Subject {
        case document(DocumentKey)
        case uniqueKey(kind: String, name: String)
        case account(AccountID)
        case transfer(ID<Transfer>)
        case idempotency
        /// Rows whose ids follow from the ChangeSet's own: they clash only when it was committed before.
        case changeSet(ID<ChangeSet>)
    }

    let statement: Statement
    let subject: Subject

    init(_ subject: Subject, _ sql: String, _ arguments: [SQLValue]) {
        self.subject = subject
        statement = Statement(sql, arguments)
    }
}
