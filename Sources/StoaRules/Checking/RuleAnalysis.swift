import Diagnostics

/// Looks for what the author of a rulebook did not mean, and shows each finding on a cart, or, of a rule that prices none, by a
/// question in the form of its tests.
///
/// Carts are made from the book itself: its constants, thresholds, categories, channels, segments, windows and
/// currencies. A finder may only suspect; what is reported was confirmed by quoting the carts that come with it.
/// What is said of all carts ("never applies") is proved from the conditions, or held on every cart that was tried,
/// and the message says which.
///
/// Codes: `rule.unreachable`, `rule.neverOpen`, `rule.codeNeverOpen`, `rule.givesNothing`, `rule.shadowed`,
/// `rule.conflictsWithItself`, `rule.thresholdDefeated`, `rule.payLessForMore`, `rule.tiersFall`, `rule.idleRow`,
/// `rule.amountAboveThreshold`, `rule.capAlwaysBinds`, `rule.priceBelowFloor`, `rule.setIsFree`, `rule.freeTogether`,
/// `rule.clampedByOrder`, `rule.floorUndercut`, `rule.belowCost`, `rule.currencyHole`, `rule.windowsOverlap`,
/// `rule.misspeltName`, `rule.unusedCoupon`, `rule.doubled`, `rule.samePriority`,
/// `rule.priceAboveHighest`, `rule.tableGap`, `rule.tableOverlap`, `rule.tableRowHidden`, `rule.nobodyMay`, `rule.separationIdle`,
/// `rule.milestoneTwice`.
public struct RuleAnalysis: Sendable {
    /// In the order of files and places.
    public let findings: [RuleFinding]
    /// Quotes that were made.
    public let quotesMade: Int
    /// Whether the limit on steps ended the search before every question was answered.
    public let isCutShort: Bool
    /// Promotions that no cart reached and that no proof rules out: findings about them may be missing.
    public let unreached: [String]

    /// Steps that an analysis may take unless the caller says otherwise: one a quote, more for all of a large book.
    public static let stepsMax = 20_000

    /// Analyses all files of a tenant together. Files with mistakes are reported and not analysed.
    public init(_ files: [SourceText], stepsMax: Int = RuleAnalysis.stepsMax) {
        let (book, mistakes) = Rulebook.read(files)
        guard let book else {
            let limits = GroupLimits(files)
            self.init(findings: mistakes.map { limits.shown($0) }, quotesMade: 0, isCutShort: false, unreached: [])
            return
        }
        self.init(book, RulePlaces(files), mistakes: mistakes.map { RuleFinding($0) }, stepsMax: stepsMax, confirm: { $0.confirmed($1) })
    }

    /// Analyses a folder as ``Rulebook/load(directory:)`` reads it.
    public init(directory: String, stepsMax: Int = RuleAnalysis.stepsMax) {
        let files: [SourceText]
        do throws(DiagnosticsError) { files = try RuleFolder(directory).ruleFiles() } catch {
            self.init(findings: error.diagnostics.map { RuleFinding($0) }, quotesMade: 0, isCutShort: false, unreached: [])
            return
        }
        self.init(files, stepsMax: stepsMax)
    }

    /// - Parameter confirm: quotes a suspicion's carts; a seam for the test that shows what an unconfirmed one is worth.
    init(
        _ book: Rulebook, _ places: RulePlaces, mistakes: [RuleFinding], stepsMax: Int, confirm: (Study, Suspicion) -> RuleFinding?
    ) {
        let study = Study(book, places: places, stepsMax: stepsMax)
        var findings = mistakes
        for finder in Self.finders { findings += finder(study).compactMap { confirm(study, $0) } }
        let explained = Set(findings.flatMap(\.rules))
        let unreached =
            study.rules.filter { study.witnesses(of: $0).isEmpty && !explained.contains($0.id) }.map(\.id)
            + study.book.prices.filter {
                $0.sources.isEmpty && !explained.contains($0.id) && study.priceWitness(of: $0, among: CartShape.usual) == nil
            }.map(\.id)
        self.init(
            findings: Self.sorted(findings), quotesMade: study.quotesMade, isCutShort: study.isCutShort,
            unreached: unreached)
    }

    private init(findings: [RuleFinding], quotesMade: Int, isCutShort: Bool, unreached: [String]) {
        self.findings = findings
        self.quotesMade = quotesMade
        self.isCutShort = isCutShort
        self.unreached = unreached
    }

    private static let finders: [@Sendable (Study) -> [Suspicion]] = [
        ReachFinder.suspicions, ShadowFinder.suspicions, ConflictFinder.suspicions, ThresholdFinder.suspicions,
        TierFinder.suspicions, DegenerateFinder.suspicions, CombinationFinder.suspicions, FloorFinder.suspicions,
        CurrencyFinder.suspicions, NameFinder.suspicions, TwinFinder.suspicions, TableFinder.suspicions, PriceFinder.suspicions,
        PermissionFinder.suspicions, LoyaltyFinder.suspicions, StockFinder.suspicions, RetentionFinder.suspicions,
    ]

    private static func sorted(_ findings: [RuleFinding]) -> [RuleFinding] {
        findings.enumerated().sorted { left, right in
            let (a, b) = (left.element.diagnostic, right.element.diagnostic)
            return (a.source?.name ?? "", a.span?.start ?? 0, left.offset) < (b.source?.name ?? "", b.span?.start ?? 0, right.offset)
        }.map(\.element)
    }
}
