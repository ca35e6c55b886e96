/// Why an answer was refused, and where in it: `[3].percent`, counted from 1 as Lua counts.
struct WrongAnswer: Error, Hashable {
    let path: String
    let message: String
    let hint: String?

    init(_ path: String, _ message: String, hint: String? = nil) {
        self.path = path
        self.message = message
        self.hint = hint
    }
}
