// Whether an answer is the requested file and, if not, whether the publisher or we must act. Sources: RFC 9110, 15 and
// 8.4; Azure Storage's REST API, "Common error codes" and "Blob service error codes" (`x-ms-error-code`).
import FoundationEssentials

enum FetchAnswerRules {
    /// Accepts an answer whose body is the file, and a redirect. Throws `AssetProblem` if the publisher must act,
    /// `AssetError` if another try may help.
    static func demandFile(_ transfer: Transfer, _ address: WebAddress) throws {
        let status = transfer.status
        switch status {
        case 200: try demandBody(transfer, address)
        case 201..<300: throw status == 204 || status == 205 ? empty(status, address) : partial(status, address)
        case 301...303, 307, 308: guard transfer.header("Location") != nil else { fallthrough }
        default: throw refusal(status, transfer.header("x-ms-error-code"), address)
        }
    }

    static func empty(_ status: Int, _ address: WebAddress) -> AssetProblem {
        AssetProblem("fetch-empty", ["value": address.shown, "status": "\(status)"])
    }

    /// 206 answers a range that was not requested; other codes announce something other than the file.
    private static func partial(_ status: Int, _ address: WebAddress) -> AssetProblem {
        AssetProblem("fetch-not-whole", ["value": address.shown, "status": "\(status)"])
    }

    static func demandBody(_ transfer: Transfer, _ address: WebAddress) throws {
        if let encoding = transfer.header("Content-Encoding"), encoding.lowercased() != "identity" {
            throw AssetProblem("fetch-content-encoding", ["value": address.shown, "encoding": encoding])
        }
        let type = transfer.header("Content-Type")?.lowercased() ?? ""
        if type.hasPrefix("text/html") || type.hasPrefix("application/xhtml") {
            throw AssetProblem("fetch-web-page", ["value": address.shown])
        }
    }

    /// Codes of the storage service that are more precise than the status, each with its problem.
    private static let storageProblems = [
        "AuthenticationFailed": "fetch-signature-refused", "InvalidAuthenticationInfo": "fetch-signature-refused",
        "AuthorizationFailure": "fetch-firewall", "AuthorizationSourceIPMismatch": "fetch-signature-address",
        "AuthorizationPermissionMismatch": "fetch-signature-permission",
        "AuthorizationResourceTypeMismatch": "fetch-signature-permission",
        "AuthorizationServiceMismatch": "fetch-signature-permission",
        "InsufficientAccountPermissions": "fetch-signature-permission",
        "NoAuthenticationInformation": "fetch-not-public", "PublicAccessNotPermitted": "fetch-not-public",
        "ResourceNotFound": "fetch-not-public", "KeyBasedAuthenticationNotPermitted": "fetch-keys-disabled",
        "AccountIsDisabled": "fetch-account-disabled", "ContainerNotFound": "fetch-container-not-found",
        "ContainerBeingDeleted": "fetch-container-not-found", "ContainerDisabled": "fetch-container-not-found",
        "BlobArchived": "fetch-archived", "BlobBeingRehydrated": "fetch-archived",
        "InvalidQueryParameterValue": "fetch-query", "UnsupportedQueryParameter": "fetch-query",
        "MissingRequiredQueryParameter": "fetch-query", "OutOfRangeQueryParameterValue": "fetch-query",
        "InvalidUri": "fetch-query",
    ]

    /// Temporary errors by code, whatever their status.
    private static let passing: Set = ["AccountBeingCreated", "ServerBusy", "OperationTimedOut", "InternalError"]

    private static func refusal(_ status: Int, _ code: String?, _ address: WebAddress) -> any Error {
        let isPassing = code.map(passing.contains) ?? false
        if isPassing || [408, 425, 429].contains(status) || status >= 500 {
            return AssetError.unavailable(host: address.host, status: status)
        }
        let problem =
            code.flatMap { storageProblems[$0] }
            ?? [
                401: "fetch-not-authorized", 403: "fetch-not-authorized", 407: "fetch-not-authorized",
                404: "fetch-not-found", 410: "fetch-not-found",
            ][status] ?? "fetch-refused"
        let said = ["HTTP \(status)", code].compactMap(\.self).joined(separator: " ")
        return AssetProblem(problem, ["value": address.shown, "answer": said])
    }
}
