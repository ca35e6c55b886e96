import JSONDocument
import StoaHTTP
import StoaKernel
import Testing

@Suite struct OpenAPITests {
    private let document = OpenAPIDocument(
        CommandRegistry([
            AnyOperation(WriteNote()), AnyOperation(CorrectNote()), AnyOperation(ReadNote()), AnyOperation(FindNotes()),
            AnyOperation(HoldNote()),
        ])
    ).json

    @Test func everyRouteIsDescribed() {
        let paths = document["paths"]?.object ?? [:]
        #expect(
            Set(paths.keys).isSuperset(of: [
                "/v1/notes", "/v1/notes/{id}", "/v1/notes/{id}/corrections", "/healthz", "/v1/hooks/{tenant}/{name}",
            ]))
        #expect(document[pointer: "/paths/~1v1~1notes/post/operationId"] == "note.write")
        #expect(document[pointer: "/paths/~1v1~1notes/post/responses/201"] != nil)
        #expect(document[pointer: "/paths/~1v1~1notes/post/responses/202"] != nil)
        #expect(document[pointer: "/paths/~1v1~1notes/get/responses/200"] != nil)
        #expect(!document.canonicalText.contains("workflow.hold"))
    }

    @Test func titledSchemasAreComponentsOnce() {
        #expect(document[pointer: "/components/schemas/Note/required"] == ["id", "text", "count"])
        let reference: JSON = ["$ref": "#/components/schemas/Note"]
        #expect(document[pointer: "/paths/~1v1~1notes/post/responses/201/content/application~1json/schema"] == reference)
        #expect(document[pointer: "/paths/~1v1~1notes~1{id}/get/responses/200/content/application~1json/schema"] == reference)
        #expect(
            document[pointer: "/paths/~1v1~1notes/post/requestBody/content/application~1json/schema/$ref"]
                == "#/components/schemas/NoteRequest")
    }

    @Test func whatStandsInTheAddressDoesNotStandInTheBody() {
        let body = document[pointer: "/paths/~1v1~1notes~1{id}~1corrections/post/requestBody/content/application~1json/schema"]
        #expect(body?["properties"]?.object?.keys.sorted() == ["text"])
        #expect(body?["required"] == ["text"])
        let parameters = document[pointer: "/paths/~1v1~1notes~1{id}~1corrections/post/parameters"]?.array ?? []
        #expect(parameters.map { $0["name"] } == ["id", "Idempotency-Key"])
    }

    @Test func everyReferenceHasATarget() {
        for reference in references(in: document) {
            #expect(document[pointer: String(reference.dropFirst())] != nil, "\(reference) points nowhere")
        }
    }

    private func references(in json: JSON) -> [String] {
        switch json {
        case .object(let members): members.flatMap { $0.key == "$ref" ? [$0.value.string ?? ""] : references(in: $0.value) }
        case .array(let items): items.flatMap(references)
        default: []
        }
    }
}
