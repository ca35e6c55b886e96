extension ErrorPage {
    /// The page as plain text, for a terminal or a browser; ends with a line break.
    public var text: String {
        let indented = example.text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    " + $0 }
        return """
            \(code)

            \(cause)

            \(example.title):

            \(indented.joined(separator: "\n"))

            \(mend)

            """
    }
}

extension ErrorPage.Example {
    /// What was tried, without what kind of thing it is.
    public var text: String {
        switch self {
        case .file(_, let text), .expression(let text), .command(let text), .request(let text), .lua(let text), .situation(let text): text
        }
    }

    fileprivate var title: String {
        switch self {
        case .file(let name, _): "Example, \(name)"
        case .expression: "Example, a condition"
        case .command: "Example, in a shell"
        case .request: "Example, a request"
        case .lua: "Example, in Lua"
        case .situation: "Example"
        }
    }

    fileprivate var kind: String {
        switch self {
        case .file: "file"
        case .expression: "expression"
        case .command: "command"
        case .request: "request"
        case .lua: "lua"
        case .situation: "situation"
        }
    }
}

/// `{"code", "audience", "cause", "example": {"kind", "name"?, "text"}, "mend"}`; `name` is there for files.
extension ErrorPage: Encodable {
    private enum CodingKeys: CodingKey { case code, audience, cause, example, mend }
    private enum ExampleKeys: CodingKey { case kind, name, text }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(code, forKey: .code)
        try fields.encode(audience, forKey: .audience)
        try fields.encode(cause, forKey: .cause)
        try fields.encode(mend, forKey: .mend)
        var nested = fields.nestedContainer(keyedBy: ExampleKeys.self, forKey: .example)
        try nested.encode(example.kind, forKey: .kind)
        if case .file(let name, _) = example { try nested.encode(name, forKey: .name) }
        try nested.encode(example.text, forKey: .text)
    }
}
