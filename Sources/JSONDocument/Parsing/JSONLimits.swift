/// What the parser accepts before it gives up; the one place where the defaults stand.
public struct JSONLimits: Sendable, Hashable {
    /// Longest text in bytes. Error `json.tooLarge`.
    public var bytesMax: Int
    /// Arrays and objects open at once. Error `json.tooDeep`.
    public var depthMax: Int
    /// Values of every kind in the whole text. Error `json.tooManyValues`.
    public var valuesMax: Int

    public init(bytesMax: Int = 1 << 20, depthMax: Int = 64, valuesMax: Int = 100_000) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.valuesMax = valuesMax
    }

    /// For a request body or a file: 1 MiB, 64 levels, 100 000 values.
    public static let standard = JSONLimits()
}
