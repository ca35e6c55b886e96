import StoaCommerce
import StrictYAML

/// One test of a `tests.yaml` beside a stock rule. It runs against all stock rules of the book.
struct StockTest {
    let name: String
    let question: StockQuestion
    let expected: [(field: String, value: Int64)]

    /// Every difference in words.
    func differences(in book: Rulebook) -> [String] {
        let (reserve, stock) = question.stock(by: book)
        return expected.compactMap { field, value in
            if field == "reserve" {
                return reserve == value
                    ? nil : "reserve: expected \(RuleDuration.text(value)), found \(reserve.map(RuleDuration.text) ?? "none")"
            }
            let amount: Int64? =
                switch field {
                case "fromStock": stock.fromStock
                case "backOrdered": stock.backOrdered
                case "short": stock.short
                default: stock.customerLeft
                }
            return amount == value ? nil : "\(field): expected \(value), found \(amount.map(String.init) ?? "no limit")"
        }
    }

    /// `{ name, …, expect: { short: 1 } }` with the fields of a ``StockQuestion``.
    static func read(_ reader: YAMLReader, for book: Rulebook) -> [StockTest] {
        reader.root?.mapping(RuleShapes.tests) { fields in
            fields.required("tests")?.list(countMax: RuleLimits.listMax) { value in
                value.mapping(RuleShapes.stockTest) { test($0, book) }
            }
        } ?? []
    }

    private static func test(_ fields: YAMLMappingReader, _ book: Rulebook) -> StockTest? {
        let name = fields.required("name")?.string()
        let question = StockQuestion.read(fields, for: book)
        let expected = fields.required("expect")?.mapping(RuleShapes.stockExpectation) { fields in
            fields.all.compactMap { entry, value -> (field: String, value: Int64)? in
                let amount =
                    entry.key == "reserve"
                    ? value.parsed("a time", hint: "write PT30M", RuleDuration.seconds) : StockQuestion.pieces(value)
                return amount.map { (entry.key, $0) }
            }
        }
        guard let name, let question, let expected else { return nil }
        return StockTest(name: name, question: question, expected: expected)
    }
}
