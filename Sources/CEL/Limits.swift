/// What an expression may cost before it is refused. Each limit has an error code of its own.
public enum Limits {
    /// `cel.tooLong`: the source in UTF-8 bytes.
    public static let sourceBytesMax = 100_000
    /// `cel.tooDeep`: nesting of an expression. The suite asks for at least 32 in a chain; each level costs stack.
    public static let depthMax = 200
    /// `cel.tooManyNodes`: parts of one expression.
    public static let nodesMax = 20_000
    /// `cel.tooNested`: comprehensions within the bodies of others. Each level multiplies what the ones in it cost.
    public static let comprehensionsMax = 12
    /// `cel.costExceeded`: the cost limit of an evaluation when the caller names none. A step of a comprehension
    /// costs the parts of its body, an operation on text or lists a part for every 16 code units or elements.
    public static var defaultCost: UInt64 { 1_000_000 }
    /// `cel.tooLarge`: elements of a list or map, or code units of a text, that an operation may make.
    public static let elementsMax = 1_000_000
}
