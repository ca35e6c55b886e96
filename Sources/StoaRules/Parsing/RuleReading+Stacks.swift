import StrictYAML

/// The groups that a file of kind Stacks declares.
struct ReadStacks {
    let id: Reference
    let groups: [(place: Reference, atMost: Int)]
}

extension RuleReading {
    /// `groups: { NAME: { atMost: N } }`
    func stacks(_ fields: YAMLMappingReader) -> ReadStacks? {
        let idValue = fields.required("id")
        let id = idValue?.identifier()
        _ = fields.optional("title")?.localized()
        let groups = fields.required("groups")?.mapping { fields in
            fields.all.compactMap { entry, value -> (place: Reference, atMost: Int)? in
                let place = Reference(name: entry.key, source: value.reader.source, span: entry.keySpan)
                return value.mapping(RuleShapes.stackGroup) { fields in fields.required("atMost")?.integer(in: 1...1000) }.map {
                    (place, $0)
                }
            }
        }
        guard let id, let idValue, let groups else { return nil }
        return ReadStacks(id: idValue.reference(to: id), groups: groups)
    }
}
