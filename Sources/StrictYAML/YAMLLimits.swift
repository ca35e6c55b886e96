/// What the parser accepts before it gives up; the one place where the defaults stand.
public struct YAMLLimits: Sendable, Hashable {
    /// Longest file in bytes. Error `yaml.tooLarge`.
    public var bytesMax: Int
    /// Lists and mappings open at once. Error `yaml.tooDeep`.
    public var depthMax: Int
    /// Values of every kind in the file. Error `yaml.tooManyNodes`.
    public var nodesMax: Int
    /// Findings reported for one file; the rest would say little new.
    public var diagnosticsMax: Int

    public init(bytesMax: Int = 1 << 20, depthMax: Int = 32, nodesMax: Int = 50_000, diagnosticsMax: Int = 50) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.nodesMax = nodesMax
        self.diagnosticsMax = diagnosticsMax
    }

    /// For files that people write: 1 MiB, 32 levels, 50 000 values.
    public static let standard = YAMLLimits()
}
