import JSONDocument

extension Schema {
    /// The value with every absent property that has a default set to it, in objects inside objects too. Values that do
    /// not match the schema stay as they are, for validation to report.
    func fillingDefaults(in value: JSON) -> JSON {
        guard case .object(var members) = value else { return value }
        for property in properties {
            if let present = members[property.name] {
                members[property.name] = property.schema.fillingDefaults(in: present)
            } else if let standard = property.schema.defaultValue {
                members[property.name] = standard
            }
        }
        return .object(members)
    }
}
