/// One connection of one engine, used by one thread from opening to closing.
///
/// A call through the protocol costs 5 ns beside microseconds for the cheapest statement.
protocol EngineConnection: AnyObject {
    var dialect: Dialect { get }

    /// False once the connection broke or was left inside a transaction: the pool then replaces it.
    var isUsable: Bool { get }

    /// Opens a transaction. May wait until the first statement to tell the server.
    func begin() throws(SQLError)

    /// After a throw the transaction is gone, except for `.commitUnknown`.
    func commit() throws(SQLError)

    /// Never fails: a connection that cannot roll back becomes unusable, which rolls back too.
    func rollback()

    func run(_ sql: String, _ arguments: [SQLValue]) throws(SQLError) -> Rows

    /// Stops at the first error, with `statementIndex` set.
    func run(_ batch: [Statement]) throws(SQLError) -> [Rows]

    /// Runs a statement whose outcome nobody reads, perhaps together with the next one.
    func runLater(_ statement: Statement) throws(SQLError)

    /// Several statements in one text, without arguments and results.
    func runScript(_ sql: String) throws(SQLError)

    func close()
}
