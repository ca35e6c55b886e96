extension YAMLNode {
    /// Builds a value of another kind from the tree, leaves first: how a caller turns a file into its own JSON type.
    ///
    /// The closures get finished children. A scalar's closure decides the type of its text; the parser has not.
    /// Cost is one call a node; recursion is as deep as the tree, which the parser's limits bound.
    public func folded<Result>(
        scalar: (YAMLScalar, YAMLNode) throws -> Result,
        sequence: ([Result], YAMLNode) throws -> Result,
        mapping: ([(key: String, value: Result)], YAMLNode) throws -> Result
    ) rethrows -> Result {
        switch kind {
        case .scalar(let value):
            return try scalar(value, self)
        case .sequence(let items):
            return try sequence(
                items.map { try $0.folded(scalar: scalar, sequence: sequence, mapping: mapping) }, self)
        case .mapping(let entries):
            return try mapping(
                entries.map { ($0.key, try $0.value.folded(scalar: scalar, sequence: sequence, mapping: mapping)) }, self)
        }
    }
}
