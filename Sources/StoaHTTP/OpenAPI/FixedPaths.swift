import JSONDocument

/// What the server answers besides the operations, and the schemas every operation shares.
enum FixedPaths {
    static let all: [String: JSON] = [
        "/healthz": ["get": probe("healthz", "Whether the process is alive.", isReady: false)],
        "/readyz": ["get": probe("readyz", "Whether the server takes work: the database answers and it is not stopping.", isReady: true)],
        "/metrics": [
            "get": [
                "operationId": "metrics", "summary": "What was counted, as Prometheus text.", "tags": ["operating"], "security": [],
                "responses": [
                    "200": ["description": "Prometheus text format 0.0.4.", "content": ["text/plain": ["schema": ["type": "string"]]]]
                ],
            ]
        ],
        "/openapi.json": [
            "get": [
                "operationId": "openapi", "summary": "This document.", "tags": ["operating"], "security": [],
                "responses": ["200": ["description": "OpenAPI 3.1.", "content": ["application/json": ["schema": ["type": "object"]]]]],
            ]
        ],
        "/errors/{code}": ["get": errorPage],
        "/v1/hooks/{tenant}/{name}": ["post": hook],
    ]

    private static let errorPage: JSON = [
        "operationId": "error.get", "summary": "Explains an error code: its cause, an example and how to mend it.",
        "tags": ["operating"], "security": [],
        "parameters": [["name": "code", "in": "path", "required": true, "schema": ["type": "string"]]],
        "responses": [
            "200": [
                "description": "The page that the `type` of a problem leads to.",
                "content": [
                    "text/plain": ["schema": ["type": "string"]],
                    "application/json": [
                        "schema": Schema.object(
                            fields: [
                                .required("code", .string()),
                                .required("audience", .string(), "who can mend it: merchant, vendor, operator or caller"),
                                .required("cause", .string(), "one sentence"),
                                .required(
                                    "example",
                                    .object(
                                        fields: [
                                            .required("kind", .string(), "file, expression, command, request, lua or situation"),
                                            .optional("name", .string(), "the file's name"), .required("text", .string()),
                                        ], allowsOthers: true)),
                                .required("mend", .string(), "what to do"),
                            ], allowsOthers: true
                        ).json
                    ],
                ],
            ],
            "404": ["$ref": "#/components/responses/Problem"],
        ],
    ]

    private static func probe(_ name: JSON, _ summary: JSON, isReady: Bool) -> JSON {
        var responses: JSON = [
            "200": [
                "description": "Yes.",
                "content": [
                    "application/json": [
                        "schema": ["type": "object", "properties": ["status": ["type": "string"]], "required": ["status"]]
                    ]
                ],
            ]
        ]
        if isReady { responses["503"] = ["$ref": "#/components/responses/Problem"] }
        return ["operationId": name, "summary": summary, "tags": ["operating"], "security": [], "responses": responses]
    }

    private static let hook: JSON = [
        "operationId": "hook.receive", "summary": "Takes a webhook; answers when it is durably stored.", "tags": ["hook"], "security": [],
        "parameters": [
            ["name": "tenant", "in": "path", "required": true, "schema": ["type": "string"]],
            ["name": "name", "in": "path", "required": true, "schema": ["type": "string"]],
            header("webhook-id", "Names the message; the same id again gets the first answer."),
            header("webhook-timestamp", "Unix time in seconds of the attempt."),
            header("webhook-signature", "Standard Webhooks signatures, separated by spaces."),
        ],
        "requestBody": ["required": true, "content": ["application/json": ["schema": [:]]]],
        "responses": [
            "202": ["description": "Stored.", "content": ["application/json": ["schema": ["type": "object"]]]],
            "default": ["$ref": "#/components/responses/Problem"],
        ],
    ]

    private static func header(_ name: JSON, _ description: JSON) -> JSON {
        ["name": name, "in": "header", "required": true, "description": description, "schema": ["type": "string"]]
    }

    static let problemResponse: JSON = [
        "description": "Not carried out; nothing was changed.",
        "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
    ]

    static let problemSchema: JSON = Schema.object(
        title: "Problem", description: "RFC 9457. Match on `code`; the words may change.",
        fields: [
            .required("type", .string(format: "uri-reference"), "the page of the code"),
            .required("code", .string(), "stable `<area>.<what>`"),
            .required("title", .string(), "the code in words"),
            .required("status", .integer(minimum: 400, maximum: 599), "the HTTP status"),
            .required("detail", .string(), "what went wrong this time"),
            .optional("hint", .string(), "the next step"),
            .optional(
                "errors",
                .array(
                    of: .object(fields: [
                        .required("pointer", .string(), "JSON Pointer into the input"), .required("code", .string()),
                        .required("detail", .string()), .optional("hint", .string()),
                    ])), "one per offending place of the input"),
            .required("requestId", .string(), "finds the request in the logs"),
        ], allowsOthers: true
    ).json

    static let heldSchema: JSON = Schema.object(
        title: "HeldCommand", description: "A command that waits for a decision.",
        fields: [
            .required("task", .string(), "decide it at /v1/tasks/{task}/decision"),
            .required("instance", .string(), "the workflow's instance"),
        ], allowsOthers: true
    ).json
}
