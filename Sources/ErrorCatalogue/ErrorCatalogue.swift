import Diagnostics

/// A page for every error code of Stoa.
///
/// The pages stand in `Areas`. A test holds them against the sources: a code without a page and a page without a code both
/// fail it.
public enum ErrorCatalogue {
    /// Every page, sorted by code.
    public static let all: [ErrorPage] = {
        let tables = [
            accessErrors, approvalErrors, commandErrors, configurationErrors, expressionErrors, findingErrors, httpErrors, inputErrors,
            mallErrors, moneyErrors, packageErrors, pluginErrors, quoteErrors, receiptErrors, ruleErrors, rulebookErrors,
            standingErrors, storeErrors,
            tableErrors,
            webhookErrors, workflowErrors, yamlErrors,
        ]
        return (tables + FileGrammar.all.map(\.pages)).flatMap(\.self).sorted { $0.code < $1.code }
    }()

    private static let byCode = Dictionary(all.map { ($0.code, $0) }) { first, _ in first }

    /// The page of a code, or nil: codes that merchants state in their own gates and workflows are not ours to explain.
    public static func page(for code: String) -> ErrorPage? { byCode[code] }

    /// The pages of one area, such as `rule`; none for an unknown area.
    public static func pages(of area: String) -> [ErrorPage] { all.filter { $0.area == area } }

    /// Codes that somebody who wrote `name` may have meant, the likeliest first; at most six, perhaps none.
    public static func nearest(to name: String) -> [String] {
        let what = name.split(separator: ".").last.map { $0.lowercased() }
        // `rules.unknownField` is nearer to nothing than to the same words in an area that exists.
        let inOtherAreas = all.filter { $0.what.lowercased() == what }.map(\.code)
        let inItsArea = nearestName(to: name, among: all.map(\.code))
        var nearest: [String] = []
        for code in [inItsArea].compactMap(\.self) + inOtherAreas where !nearest.contains(code) { nearest.append(code) }
        return Array(nearest.prefix(6))
    }
}
