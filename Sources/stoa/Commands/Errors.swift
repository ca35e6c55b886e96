import ArgumentParser
import Diagnostics
import ErrorCatalogue
import JSONDocument

struct Errors: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain an error code: its cause, an example and how to mend it.",
        discussion: """
            Without a code: every code with its cause; with an area, such as rule: the codes of the area.

            Example:
              stoa errors rule.bareInteger
            """)

    @Argument(help: ArgumentHelp("A code as errors show it in brackets, or an area.", valueName: "code"))
    var code: String?

    @Flag(help: "Print JSON on one line.")
    var json = false

    func run() throws {
        if let code, let page = ErrorCatalogue.page(for: code) {
            if json { return try Terminal.answer(encoding: page, onOneLine: true) }
            return Terminal.answer(String(page.text.dropLast()))
        }
        let pages = code.map(ErrorCatalogue.pages) ?? ErrorCatalogue.all
        guard !pages.isEmpty else { throw DiagnosticsError([unknown(code ?? "")]) }
        if json { return try Terminal.answer(encoding: ["errors": pages], onOneLine: true) }
        list(pages)
    }

    private func list(_ pages: [ErrorPage]) {
        let width = pages.map(\.code.count).max() ?? 0
        for (index, page) in pages.enumerated() {
            if index > 0, pages[index - 1].area != page.area { Terminal.answer("") }
            Terminal.answer(page.code + String(repeating: " ", count: width - page.code.count + 2) + page.cause)
        }
    }

    private func unknown(_ code: String) -> Diagnostic {
        let nearest = ErrorCatalogue.nearest(to: code)
        return Diagnostic(
            code: "error.unknownCode", "there is no error code '\(code)'",
            hint: nearest.isEmpty ? "see them all with: stoa errors" : "did you mean \(nearest.joined(separator: ", "))?")
    }
}
