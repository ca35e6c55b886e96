import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// A noun and four operations that together touch every way an operation shows over HTTP.
struct Note: Noun {
    static let kind = "note"
    static let idPrefix = "not"
    let id: ID<Note>
    var text: String
    var count: Int64
}

private func text(of id: ID<Note>) -> String { id.text }

struct NoteView: Codable, Sendable, SchemaDescribed {
    let id: String
    let text: String
    let count: Int64

    init(_ note: Note) { (id, text, count) = (note.id.text, note.text, note.count) }

    static let schema = Schema.object(
        title: "Note", fields: [.required("id", .string()), .required("text", .string()), .required("count", .integer())])
}

struct WriteNote: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let text: String
        let count: Int64?
        static let schema = Schema.object(
            title: "NoteRequest",
            fields: [
                .required("text", .string(minLength: 1, maxLength: 40), "the words"), .optional("count", .integer(minimum: 1, maximum: 9)),
            ])
    }

    let definition = OperationDefinition(
        "note.write", .command, "Writes a note.", roles: ["writer"], route: .init(.post, "/v1/notes"), events: ["note.written"],
        errors: ["note.forbiddenWord"], creates: true)

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> NoteView {
        guard input.text != "quote" else {
            throw .refused(
                Refusal(
                    .conflict, code: "quote.changed", "the price is another now", hint: "look at the quote",
                    payload: ["quote": ["total": 1999], "code": "fake"], detail: "secret detail"))
        }
        guard input.text != "bug" else { throw .refused(Refusal(.bug, code: "note.bug", "secret words", detail: "secret detail")) }
        guard input.text != "busy" else { throw .refused(Refusal(.limited, code: "note.busy", "not now", retryAfterSeconds: 7)) }
        let text = input.text == "whence" ? context.client ?? "nobody knows" : input.text
        let note = Note(id: context.newID(), text: text, count: input.count ?? 1)
        try context.create(note)
        return NoteView(note)
    }
}

struct CorrectNote: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<Note>
        let text: String
        static let schema = Schema.object(fields: [.required("id", .string()), .required("text", .string())])
    }

    let definition = OperationDefinition(
        "note.correct", .command, "Corrects a note.", roles: ["writer"], route: .init(.post, "/v1/notes/{id}/corrections"))

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> NoteView {
        var note = try context.get(input.id)
        note.value.text = input.text
        try context.update(note)
        return NoteView(note.value)
    }
}

struct ReadNote: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<Note>
        static let schema = Schema.object(fields: [.required("id", .string())])
    }

    let definition = OperationDefinition(
        "note.get", .query, "Reads a note.", roles: ["writer", "reader"], route: .init(.get, "/v1/notes/{id}"))

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> NoteView {
        NoteView(try context.get(input.id).value)
    }
}

/// Answers what it was asked, so that a test sees how parameters were read.
struct FindNotes: Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let limit: Int64?
        let long: Bool?
        let words: [String]?
        static let schema = Schema.object(
            title: "NoteQuery",
            fields: [
                .optional("limit", .integer(minimum: 1, maximum: 50), "how many"), .optional("long", .boolean()),
                .optional("words", .array(of: .string(), maxItems: 3)),
            ])
    }

    let definition = OperationDefinition("note.find", .query, "Finds notes.", roles: ["writer", "reader"], route: .init(.get, "/v1/notes"))

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Input { input }
}

/// Stands in for the workflows: takes held commands over.
struct HoldNote: Operation {
    struct Output: Codable, Sendable, SchemaDescribed {
        let task: String
        let instance: String
        static let schema = Schema.object(fields: [.required("task", .string()), .required("instance", .string())])
    }

    let definition = OperationDefinition(HeldCommand.holder, .command, "Holds a command.", roles: [])

    func decide(_ input: JSON, _ context: inout DecisionContext) throws(Interruption) -> Output {
        try context.create(Note(id: context.newID(), text: "held", count: 1))
        return Output(task: "tsk_1", instance: "wfi_1")
    }
}
