import Diagnostics
import JSONDocument
import StoaCommerce

/// One order of a backtest: `{"id": "…", "input": {"cart": …, "codes": […], "at": "…", …}}`. A receipt is one too.
public struct PastOrder: Sendable, Hashable {
    /// Who asks for changes by name; nil where the file names none.
    public let id: String?
    public let input: QuoteInput

    public init(id: String?, input: QuoteInput) {
        self.id = id
        self.input = input
    }

    public static let bytesMax = 4 << 20

    /// Reads a line of a file of past orders.
    ///
    /// - Throws: the codes of JSON text (`json.…`) and of values that do not fit (`input.…`, `currency.unknown`, `instant.malformed`);
    ///   a place within the line stands in the message.
    public init(parsing line: [UInt8]) throws(RulesError) {
        let json: JSON
        do throws(DiagnosticsError) {
            json = try JSON(parsing: line, limits: JSONLimits(bytesMax: PastOrder.bytesMax, valuesMax: 1_000_000))
        } catch {
            let first = error.diagnostics.first
            throw RulesError(code: first?.code ?? "json.syntax", first?.message ?? "the line is no JSON", hint: first?.hint)
        }
        try self.init(json: json)
    }

    public init(json: JSON) throws(RulesError) {
        guard let input = json["input"] else {
            throw RulesError(
                code: "input.missingField", "'input' is missing", hint: "a line is {\"input\": {\"cart\": …, \"at\": …}}, or a receipt")
        }
        if let unknown = (json.object ?? [:]).keys.sorted().first(where: { !PastOrder.fields.contains($0) }) {
            throw RulesError(
                code: "input.unknownField", "there is no field '\(unknown)'",
                hint: nearestName(to: unknown, among: PastOrder.fields).map { "did you mean '\($0)'?" })
        }
        if let violation = QuoteInput.schema.validate(input).first {
            throw RulesError(code: violation.code, "/input\(violation.pointer): \(violation.message)", hint: violation.hint)
        }
        do throws(JSONDecodingError) { self.input = try JSONValueDecoder().decode(QuoteInput.self, from: input) } catch {
            throw RulesError(code: error.code, "/input\(error.pointer): \(error.message)", hint: error.hint)
        }
        id = json["id"]?.string
    }

    /// Those of a receipt, of which only `input` and `id` are read.
    private static let fields = ["id", "input"] + Receipt.fields.filter { $0 != "id" && $0 != "input" }
}
