/// One thing that an operator can set: its name in `stoa.yaml`, the flag and the environment variable of the same
/// name, what it is when nobody sets it, and how it is read.
struct Setting<Value: Sendable>: Sendable {
    /// `keyFile`; the flag is `--key-file`, the variable `STOA_KEY_FILE`.
    let name: String
    let standard: String
    /// What a value looks like, for the message about one that does not.
    let expectation: String
    let parse: @Sendable (String) -> Value?

    init(_ name: String, standard: String, _ expectation: String, parse: @escaping @Sendable (String) -> Value?) {
        self.name = name
        self.standard = standard
        self.expectation = expectation
        self.parse = parse
    }
}

extension Setting where Value == String {
    init(text name: String, standard: String) {
        self.init(name, standard: standard, "text that is not empty") { $0.isEmpty ? nil : $0 }
    }
}

extension Setting where Value == Int {
    init(integer name: String, standard: Int, in range: ClosedRange<Int>) {
        self.init(name, standard: String(standard), "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension Setting where Value == Bool {
    init(flag name: String) {
        self.init(name, standard: "false", "true or false") { Bool($0.lowercased()) }
    }
}
