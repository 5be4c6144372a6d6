// The errors of the API, each with its status, stable code and text.

import HTTP
import JSON
import Offers
import Operations

/// An error in the portal's form: `{"error":{"code","message","details":[{"code","message","target"}]}}`.
enum APIError: Error {
    case badTarget
    /// The head is ambiguous; with the reason.
    case unsound(String)
    case headTooLarge
    case busy
    case tooLarge(Int)
    case noToken
    case invalidToken(JWTRefusal)
    /// The identity provider's keys were never read, so its tokens cannot be checked.
    case issuerAway
    case tooManyRequests(seconds: Int)
    /// A quota of the publisher is used up.
    case overQuota(Remark)
    /// A document that the gateway dropped because its memory was full.
    case leftOut
    case apiVersion
    case badIdentifier(String)
    case otherPublisher(String)
    case operatorsOnly
    case unknownPath
    case unknownOffer(OfferKey)
    case unknownDocument(String)
    case unknownOperation(String)
    case notOnAllowList(String)
    case method(allowed: [String])
    case malformed(String)
    case identityDiffers(String)
    case badFilter
    case etagDiffers
    case problems([PortalTranslation.Finding], warnings: [PortalTranslation.Finding])
    case noPublishableDocument(OfferKey)
    /// The coordinator refused the command; with the submission's process, if there is one.
    case refused(Remark, PublishingProcess?)
    /// A dead letter was not sent again, with the reason.
    case notRedriven(String)
    case unanswered(String)
    case pipelineUnreachable(String)

    /// The code in the reference; nil if the code is a refusal's reason.
    private var declared: APIErrorCode? {
        switch self {
        case .badTarget: .badRequestTarget
        case .unsound: .ambiguousRequest
        case .headTooLarge: .headersTooLarge
        case .busy: .busy
        case .tooLarge: .bodyTooLarge
        case .noToken: .unauthorized
        case .invalidToken: .invalidToken
        case .issuerAway: .issuerUnreachable
        case .tooManyRequests: .tooManyRequests
        case .leftOut: .documentLeftOut
        case .apiVersion: .invalidApiVersion
        case .badIdentifier: .invalidIdentifier
        case .otherPublisher, .operatorsOnly: .forbidden
        case .unknownPath: .notFound
        case .unknownOffer: .offerNotFound
        case .unknownDocument, .noPublishableDocument: .documentNotFound
        case .unknownOperation: .operationNotFound
        case .notOnAllowList: .notOnAllowList
        case .method: .methodNotAllowed
        case .malformed: .malformedBody
        case .identityDiffers: .identityDiffers
        case .badFilter: .invalidFilter
        case .etagDiffers: .preconditionFailed
        case .problems: .validationFailed
        case .notRedriven: .notRedriven
        case .unanswered: .unanswered
        case .pipelineUnreachable: .pipelineUnreachable
        case .overQuota, .refused: nil
        }
    }

    /// The HTTP status.
    var status: Int {
        if case .overQuota = self { return APIErrorCode.quotaStatus }
        return declared?.status ?? APIErrorCode.refusalStatus
    }

    /// The stable code.
    var code: String {
        switch self {
        case .overQuota(let reason), .refused(let reason, _): reason.code
        default: declared?.rawValue ?? ""
        }
    }

    var message: String {
        switch self {
        case .badTarget: "The address is malformed: see that its escapes are UTF-8 and that it has no . or .. in it."
        case .unsound(let reason):
            "The request has \(reason), so it can be read in more than one way. Send it as RFC 9112 says."
        case .headTooLarge: "The request's address and headers are too long together. Leave out headers."
        case .busy: "The gateway has too much to do at once. Try again in some seconds."
        case .tooLarge(let most): "The body is larger than \(most) bytes. Make the document smaller."
        case .invalidToken(let refusal): refusal.message
        case .issuerAway:
            "The identity provider's keys cannot be read, so its tokens cannot be checked. Try again later."
        case .noToken: "Send the header Authorization: Bearer with a token of this gateway."
        case .tooManyRequests(let seconds): "Too many requests. Try again in \(seconds) s."
        case .overQuota(let reason): reason.refusalText(in: .english)
        case .leftOut:
            "The gateway keeps no more documents, and left this one out. PUT it again, or ask an operator to raise "
                + "draft-memory-mib."
        case .apiVersion: "Add ?api-version=\(API.version) to the address; it is the one version there is."
        case .badIdentifier(let text):
            "\"\(text.prefix(60))\" is not an identifier: use 1 to 50 characters of a-z, 0-9 and -, not ending in -."
        case .otherPublisher(let publisher): "This token may not touch the offers of \(publisher)."
        case .operatorsOnly: "This token is not an operator's."
        case .unknownPath: "There is nothing at this address."
        case .unknownOffer(let key): "Nothing is known of the offer \(key). PUT its document first."
        case .unknownDocument(let what): "There is no \(what) of this offer."
        case .unknownOperation(let id): "Nothing is known of the operation \(id.prefix(60)) of this offer."
        case .notOnAllowList(let subscription):
            "The subscription \(subscription.prefix(60)) is not on the preview's allow-list. Name one that is."
        case .method(let allowed): "This address takes \(allowed.joined(separator: ", "))."
        case .malformed(let reason): "The body is not what is taken here: \(reason)."
        case .identityDiffers(let name): "The document's \(name) is not that of the address. Make them equal."
        case .badFilter: "$filter takes offerTypeId eq 'TYPE' and nothing else. GET /api/offerTypes lists the types."
        case .etagDiffers: "The document was changed since. GET it again and repeat the change."
        case .problems(let problems, _): "The document has \(problems.count) problem(s): see details."
        case .noPublishableDocument(let key): "There is no document of \(key) to publish. PUT it first."
        case .refused(let reason, let process): reason.refusalText(in: .english, process: process)
        case .notRedriven(let reason): reason
        case .unanswered(let operation):
            "The command was sent and is kept, but no coordinator answered in time. Do not send it again: see the "
                + "operation \(operation)."
        case .pipelineUnreachable(let reason): "The publishing pipeline cannot be reached: \(reason)"
        }
    }

    var response: HTTPResponse {
        var details: [JSONNode] = []
        if case .problems(let problems, let warnings) = self {
            details = problems.map { $0.detail() } + warnings.map { $0.detail(isWarning: true) }
        }
        let body = JSONNode.members([
            "error": .members([
                "code": .string(code), "message": .string(message), "details": .array(details),
            ])
        ])
        var headers: [(String, String)] = []
        switch self {
        case .noToken: headers = [("WWW-Authenticate", "Bearer realm=\"publishing\"")]
        case .tooManyRequests(let seconds): headers = [("Retry-After", "\(seconds)")]
        case .method(let allowed): headers = [("Allow", allowed.joined(separator: ", "))]
        case .invalidToken(let refusal):
            let parts = ["error=\"invalid_token\"", "error_description=\"\(refusal.message)\""]
            headers = [("WWW-Authenticate", "Bearer realm=\"publishing\", \(parts.joined(separator: ", "))")]
        case .pipelineUnreachable, .busy, .issuerAway: headers = [("Retry-After", "5")]
        default: break
        }
        return .json(status, body, headers: headers)
    }
}

extension PortalTranslation.Finding {
    /// As answers list it.
    func detail(isWarning: Bool = false) -> JSONNode {
        .members([
            "code": .string(problem.code), "message": .string(problem.englishText), "target": .string(target),
            "severity": .string(isWarning ? "warning" : "error"),
        ])
    }
}

extension Problem {
    /// What is wrong and what to do, in the API's words.
    var englishText: String { "\(message(in: .english)) \(remedy(in: .english))" }
}
