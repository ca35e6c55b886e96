import StoaKernel
import StoaMall
import StoaRules

/// Every operation that a mall has, from all the places that define some.
public enum MallOperations {
    static func all(_ content: LoadedContent) -> [AnyOperation] {
        Mall.operations(rulebooks: FixedRulebook(rulebook: content.rulebook))
    }
}
