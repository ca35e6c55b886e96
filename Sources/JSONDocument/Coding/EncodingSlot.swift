/// Where an encoding container puts what it is given.
///
/// A type may ask for its container more than once (a subclass and its superclass write into one object), so the state is
/// shared by reference.
final class EncodingSlot {
    private enum Content {
        case nothing
        case value(JSON)
        case object
        case array
    }

    private var content = Content.nothing
    private var members: [String: JSON] = [:]
    private var nestedMembers: [(name: String, slot: EncodingSlot)] = []
    private var elements: [EncodingSlot] = []

    init() {}
    init(_ json: JSON) { content = .value(json) }

    /// An `encode(to:)` that writes nothing is an empty object, as in other coders.
    var json: JSON {
        switch content {
        case .nothing: return .object([:])
        case .value(let json): return json
        case .array: return .array(elements.map(\.json))
        case .object:
            guard !nestedMembers.isEmpty else { return .object(members) }
            var result = members
            for (name, slot) in nestedMembers { result[name] = slot.json }
            return .object(result)
        }
    }

    var count: Int { elements.count }

    func becomeObject() { content = .object }

    func becomeArray() { content = .array }

    func put(_ json: JSON) { content = .value(json) }

    func put(_ json: JSON, name: String) { members[name] = json }

    func putNested(name: String) -> EncodingSlot {
        let slot = EncodingSlot()
        nestedMembers.append((name, slot))
        return slot
    }

    func append(_ slot: EncodingSlot) { elements.append(slot) }
}
