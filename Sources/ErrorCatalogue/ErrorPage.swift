/// What is to be known about one error code: why it is given, something that gives it, and how to mend it.
public struct ErrorPage: Sendable, Hashable {
    /// The person who can do something about it.
    public enum Audience: String, Sendable, CaseIterable, Encodable {
        /// Writes rules, workflows and their tests.
        case merchant
        /// Writes plugins.
        case vendor
        /// Runs the server.
        case `operator`
        /// Sends requests.
        case caller
    }

    /// Something that gives the code when it is tried.
    public enum Example: Sendable, Hashable {
        /// A whole file, small, with the mistake in it. The name tells which kind of file it is.
        case file(String, String)
        /// CEL, as it stands in a promotion's `when`.
        case expression(String)
        /// A line for the shell.
        case command(String)
        /// Method and path, and the body if there is one.
        case request(String)
        /// What a plugin does, or what its main.lua returns.
        case lua(String)
        /// In words, for what cannot be typed: a full disk, a broken connection.
        case situation(String)
    }

    /// `<area>.<what>`; never changed once a program could have seen it.
    public let code: String
    public let audience: Audience
    /// One sentence.
    public let cause: String
    public let example: Example
    /// What to do, as an imperative.
    public let mend: String

    init(_ code: String, _ audience: Audience, _ cause: String, _ example: Example, _ mend: String) {
        self.code = code
        self.audience = audience
        self.cause = cause
        self.example = example
        self.mend = mend
    }

    /// The part of the code before the dot.
    public var area: String { String(code.prefix { $0 != "." }) }

    /// The part of the code behind the dot.
    var what: String { String(code.drop { $0 != "." }.dropFirst()) }
}
