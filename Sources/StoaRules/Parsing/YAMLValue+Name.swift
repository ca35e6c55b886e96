import StrictYAML

extension YAMLValue {
    /// An id that expressions can write.
    func name() -> String? {
        guard let text = string() else { return nil }
        guard DecisionTable.isName(text) else {
            report(
                "invalidName", "'\(text.prefix(64))' cannot be called in an expression",
                hint: "use letters, digits and _, beginning with a letter, and no word of the language: \(camelCased(text))")
            return nil
        }
        return text
    }

    private func camelCased(_ text: String) -> String {
        let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let joined = words.enumerated().map {
            $0.offset == 0 ? String($0.element) : $0.element.prefix(1).uppercased() + $0.element.dropFirst()
        }.joined()
        return DecisionTable.isName(joined) ? joined : "shippingFee"
    }
}
