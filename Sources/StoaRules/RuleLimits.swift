/// Every limit of the rule engine, each with the error that reports it.
public enum RuleLimits {
    /// Bytes of one rule file; `rule.fileTooLarge`.
    public static let fileBytesMax = 65_536
    /// Rule files in one book; `rule.tooManyRules`.
    public static let rulesMax = 200_000
    /// UTF-8 bytes of all files of a book together, its tests included; `rulebook.tooLarge`.
    public static let bookBytesMax = 8 << 20
    /// Entries of a GIVE list; `rule.tooManyGives`.
    public static let givesMax = 8
    /// Named parts of one set; `rule.tooManyParts`. Packing looks at every subset of the parts.
    public static let takePartsMax = 6
    /// Rows of `tiers`; `rule.tooManyRows`.
    public static let tierRowsMax = 64
    /// The priority of a price; `rule.outOfRange`.
    public static let priorityMax = 1000
    /// Percent above list price or cost; `rule.outOfRange`.
    public static let priceRateMax = 1000
    /// Instants at which a product's price may change by the clock, as far as its history is looked through.
    public static let priceChangesMax = 2_000
    /// Entries of any other list in a rule file; `rule.listTooLong`.
    public static let listMax = 1000
    /// Codes that a campaign may generate; `rule.outOfRange`.
    public static let poolCodesMax = 100_000_000
    /// Points that a rule may earn at a time; `rule.outOfRange`.
    public static let pointsMax = 1_000_000_000
    /// What a rule may multiply points by; `rule.invalidValue`.
    public static let pointsFactorMax = 100
    /// Years that points may be good; `rule.invalidValue`.
    public static let pointsPeriodYearsMax = 20
    /// Uses that `limits` may allow; `rule.outOfRange`.
    public static let usesMax = 1_000_000_000
    /// Pieces that a rule may keep back or let be sold ahead; `rule.outOfRange`.
    public static let piecesMax = 1_000_000_000
    /// Rows of a decision table; `rule.tooManyTableRows`.
    public static let tableRowsMax = 100_000
    /// Inputs and outputs of a decision table together; `rule.tooManyColumns`.
    public static let tableColumnsMax = 32
    /// Bytes of one cell; `rule.cellTooLong`.
    public static let tableCellBytesMax = 1000
    /// Bytes of a CSV file; `rule.tableTooLarge`.
    public static let tableBytesMax = 16 << 20
    /// Steps that one expression may take; beyond it the rule does not apply and the quote says why.
    public static let conditionStepsMax = 100_000
    /// Codes that a buyer may enter for one cart; `quote.tooManyCodes`.
    public static let codesMax = 32
    /// Rules that are considered for one cart; `rule.tooManyCandidates`.
    public static let candidatesMax = 4096
    /// Rule applications that the choice may try before it answers `bounded`; the default of `solverSteps`.
    public static let solverSteps = 20_000
    /// The largest `solverSteps` that a rulebook may ask for; `rule.numberOutOfRange`.
    public static let solverStepsMax = 10_000_000
}
