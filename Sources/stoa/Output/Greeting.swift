import JSONDocument
import StoaHost

/// What a person sees when the server is there: the address, and with the demo its keys and a request to try.
struct Greeting {
    let address: String
    let demo: DemoAccess?

    func show() {
        Terminal.answer("Stoa \(StoaVersion.current) listens on \(address)")
        guard let demo else { return }
        Terminal.answer("")
        for key in demo.keys { Terminal.answer("\(key.name.padded(to: 9))\(key.text.text)") }
        Terminal.answer("")
        Terminal.answer("Try a quote:")
        Terminal.answer(
            """
            curl -s \(address)/v1/quotes -H 'Authorization: Bearer \(demo.customer.text)' \
            -H 'Content-Type: application/json' -d '\(demo.sampleCart.canonicalText)'
            """)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
