// Every error code of the HTTP API, except the reasons of refused commands. docs/reference/api-errors.md is generated
// from this list, and the gateway uses no other code.

/// A stable code of the HTTP API. Clients compare the raw value.
public enum APIErrorCode: String, Sendable, CaseIterable {
    case badRequestTarget
    case ambiguousRequest
    case invalidApiVersion
    case invalidIdentifier
    case malformedBody
    case identityDiffers
    case invalidFilter
    case notOnAllowList
    case unauthorized
    case invalidToken
    case forbidden
    case notFound
    case offerNotFound
    case documentNotFound
    case operationNotFound
    case methodNotAllowed
    case notRedriven
    case preconditionFailed
    case bodyTooLarge
    case validationFailed
    case tooManyRequests
    case headersTooLarge
    case busy
    case documentLeftOut
    case pipelineUnreachable
    case issuerUnreachable
    case unanswered

    /// The HTTP status of a command that the coordinator refuses; the reason is the code.
    public static let refusalStatus = 409
    /// The HTTP status of a request that exceeds a quota; the quota's reason is the code.
    public static let quotaStatus = 422

    /// The HTTP status.
    public var status: Int {
        switch self {
        case .badRequestTarget, .ambiguousRequest, .invalidApiVersion, .invalidIdentifier, .malformedBody,
            .identityDiffers, .invalidFilter, .notOnAllowList:
            400
        case .unauthorized, .invalidToken: 401
        case .forbidden: 403
        case .notFound, .offerNotFound, .documentNotFound, .operationNotFound: 404
        case .methodNotAllowed: 405
        case .notRedriven: 409
        case .preconditionFailed: 412
        case .bodyTooLarge: 413
        case .validationFailed: 422
        case .tooManyRequests: 429
        case .headersTooLarge: 431
        case .busy, .documentLeftOut, .pipelineUnreachable, .issuerUnreachable: 503
        case .unanswered: 504
        }
    }

    /// What happened, and what to do: two columns of the reference.
    public var meaning: (what: String, remedy: String) {
        switch self {
        case .badRequestTarget:
            ("The address is malformed.", "Encode it as UTF-8, without `.` and `..`.")
        case .ambiguousRequest:
            ("The request can be read in more than one way.", "Send it as RFC 9112 says; the message names the header.")
        case .invalidApiVersion:
            ("The address has no `api-version`, or an unknown one.", "Add the version of the OpenAPI document.")
        case .invalidIdentifier:
            (
                "A name in the address is not an identifier.",
                "Use 1 to 50 characters of a-z, 0-9 and `-`, not ending in `-`."
            )
        case .malformedBody: ("The body is not what this address takes.", "Correct what the message names.")
        case .identityDiffers:
            ("The document names another publisher or offer than the address.", "Make them equal.")
        case .invalidFilter:
            ("The `$filter` of a list cannot be read.", "Correct what the message names.")
        case .notOnAllowList:
            (
                "The subscription is not on the preview's allow-list.",
                "Name a subscription of the list, or change the list and publish again."
            )
        case .unauthorized:
            ("The request has no valid token.", "Send `Authorization: Bearer` with a token of this gateway.")
        case .invalidToken:
            (
                "The token of the identity provider is not valid.",
                "Get a new one; the message says what is wrong with it."
            )
        case .forbidden:
            (
                "The token is valid, but not for this publisher or this operation.",
                "Use a token of the publisher, or of an operator."
            )
        case .notFound: ("Nothing is at this address.", "Compare it with the OpenAPI document.")
        case .offerNotFound: ("The offer is unknown.", "PUT its document first.")
        case .documentNotFound:
            ("The offer has no document in this slot or version.", "PUT its document, or name another slot.")
        case .operationNotFound:
            ("The operation is unknown.", "Use the address that the answer to the command had in `Location`.")
        case .methodNotAllowed: ("The address does not take this method.", "Use one of the header `Allow`.")
        case .notRedriven: ("A dead letter was not sent again.", "See the message.")
        case .preconditionFailed:
            ("Somebody has changed the document.", "GET it again, repeat the change, and send the new ETag.")
        case .bodyTooLarge: ("The body exceeds the limit that the message names.", "Make the document smaller.")
        case .validationFailed:
            ("The document breaks rules; `details` lists every problem.", "Correct each, and send the document again.")
        case .tooManyRequests: ("The client sends too many requests.", "Wait as long as `Retry-After` says.")
        case .headersTooLarge: ("Address and headers together are too long.", "Leave out headers.")
        case .busy: ("The gateway is at capacity.", "Wait as long as `Retry-After` says.")
        case .documentLeftOut:
            (
                "The gateway's memory is full, and it did not keep this document.",
                "PUT it again, or raise `draft-memory-mib`."
            )
        case .pipelineUnreachable: ("The gateway cannot reach the broker.", "Wait as long as `Retry-After` says.")
        case .issuerUnreachable:
            ("The gateway cannot read the keys of the identity provider.", "Wait as long as `Retry-After` says.")
        case .unanswered:
            ("The command is kept, but no coordinator answered in time.", "Do not send it again: follow its operation.")
        }
    }
}
