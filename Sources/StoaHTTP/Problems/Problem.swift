import HTTPTypes
import Hummingbird
import JSONDocument
import StoaKernel

/// The answer to a request that was not carried out, as RFC 9457 has it. The one place where statuses are chosen.
struct Problem: Error {
    let status: HTTPResponse.Status
    let refusal: Refusal
    /// Besides those that follow from the refusal.
    var headers = HTTPFields()

    init(_ refusal: Refusal) {
        status = refusal.kind.status
        self.refusal = refusal
    }

    /// For what only HTTP knows: a wrong method, a slow body.
    init(_ status: HTTPResponse.Status, _ code: String, _ message: String, hint: String? = nil) {
        self.status = status
        refusal = Refusal(.malformed, code: code, message, hint: hint)
    }

    func response(requestID: String) -> Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        if let seconds = refusal.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
        if status == .unauthorized {
            headers[.wwwAuthenticate] =
                refusal.code == "auth.missingKey" ? "Bearer realm=\"stoa\"" : "Bearer realm=\"stoa\", error=\"invalid_token\""
        }
        return Response(
            status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: json(requestID: requestID).canonicalBytes)))
    }

    /// Members of the refusal's payload stand beside the standard ones, which they cannot replace.
    func json(requestID: String) -> JSON {
        var members = refusal.payload?.object ?? [:]
        members["type"] = .string("/errors/" + refusal.code)
        members["code"] = .string(refusal.code)
        members["title"] = .string(title)
        members["status"] = .integer(Int64(status.code))
        members["detail"] = .string(
            refusal.kind == .bug ? "something went wrong on our side; the request id finds it in the logs" : refusal.message)
        members["hint"] = refusal.hint.map { .string($0) }
        members["requestId"] = .string(requestID)
        if !refusal.violations.isEmpty { members["errors"] = .array(refusal.violations.map(\.problemMember)) }
        return .object(members)
    }

    /// `quote.changed` → `Quote changed`: the same words for every occurrence of a code.
    private var title: String {
        var text = ""
        for character in refusal.code {
            if character == "." {
                text += " "
            } else if character.isUppercase {
                text += " " + character.lowercased()
            } else {
                text.append(character)
            }
        }
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}

extension SchemaViolation {
    fileprivate var problemMember: JSON {
        var members: [String: JSON] = ["pointer": .string(pointer.description), "code": .string(code), "detail": .string(message)]
        members["hint"] = hint.map { .string($0) }
        return .object(members)
    }
}

extension Refusal.Kind {
    var status: HTTPResponse.Status {
        switch self {
        case .malformed: .badRequest
        case .unauthenticated: .unauthorized
        case .paymentRequired: .init(code: 402, reasonPhrase: "Payment Required")
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict: .conflict
        case .invalid: .unprocessableContent
        case .tooLarge: .contentTooLarge
        case .limited: .tooManyRequests
        case .unavailable: .serviceUnavailable
        case .bug: .internalServerError
        }
    }
}
