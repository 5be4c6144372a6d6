// The wording of everything that can be wrong with an address or its answer, and the one decision which of these are the
// publisher's to mend and which are faults to be tried again.
import CLibcurl
import FoundationEssentials
import Glibc

enum FetchFindings {
    static let malformed = AssetProblem(
        "fetch-url", "The address is no URL that can be fetched.",
        remedy: "Give a complete address: https://host/path, at most 8,192 characters, without blanks.")

    static let userInformation = AssetProblem(
        "fetch-user-information", "The address holds a user name or password.",
        remedy: "Give an address without it; use a signed URL for what is not public.")

    static func scheme(_ scheme: String, _ policy: FetchPolicy) -> AssetProblem {
        let allowed =
            ["https"] + (policy.allowsPlainHTTP ? ["http"] : [])
            + (policy.allowedFileRoots.isEmpty ? [] : ["file"])
        return AssetProblem(
            "fetch-scheme", "Addresses of the kind \(Hostile.quoted(scheme)) are not fetched.",
            remedy: "Use one of: \(allowed.joined(separator: ", ")).")
    }

    static func address(_ address: WebAddress, use: String) -> AssetProblem {
        AssetProblem(
            "fetch-address-refused",
            "The host \(Hostile.quoted(address.host)) has a \(use) address, which is not reached from here.",
            remedy: "Put it on a host with a public address.")
    }

    static let redirects = AssetProblem(
        "fetch-redirects", "The address is redirected too often.", remedy: "Give the address it leads to in the end.")

    static func tooLarge(_ limit: Int64) -> AssetProblem {
        AssetProblem(
            "fetch-too-large", "What the address holds is longer than \(limit) bytes.",
            remedy: "Give an address that holds less.")
    }

    static func fileOutside(_ path: String) -> AssetProblem {
        AssetProblem(
            "fetch-file-outside", "The file \(Hostile.quoted(path)) is not under a directory that may be read.",
            remedy: "Put it under a configured directory, itself and not as a link.")
    }

    static let header = AssetProblem(
        "fetch-header", "A header to be sent holds a line break or another control character.",
        remedy: "Take it out of the settings of that destination.")

    static func notFound(_ shown: String) -> AssetProblem {
        AssetProblem(
            "fetch-not-found", "There is nothing at \(shown).", remedy: "Correct the address, or upload the file.")
    }

    /// The status of an answer that is neither a success nor a redirect.
    static func status(_ status: Int, _ address: WebAddress) -> any Error {
        switch status {
        case 401, 403, 407:
            return AssetProblem(
                "fetch-not-authorised", "The host refuses access to \(address.shown) (HTTP \(status)).",
                remedy: "Make a new signed URL with read and list permission that is valid now.")
        case 404, 410: return notFound(address.shown)
        case 408, 425, 429, 500...: return AssetError.unavailable(host: address.host, status: status)
        default:
            return AssetProblem(
                "fetch-refused", "The host refuses \(address.shown) (HTTP \(status)).",
                remedy: "Open the address from outside your network, and correct it until it answers.")
        }
    }

    /// What libcurl could not do. Nobody can say of a silent host whose fault it is, so that is tried again.
    static func transfer(_ code: CURLcode, _ address: WebAddress, _ policy: FetchPolicy) -> any Error {
        let reason = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return malformed
        case CURLE_FILESIZE_EXCEEDED: return tooLarge(policy.maxBytes)
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: return AssetError.library(name: "libcurl", reason: reason)
        case CURLE_SSL_CACERT_BADFILE:
            return AssetError.setting(name: "extra CA file", value: policy.extraCAFile ?? "", reason: reason)
        case CURLE_PEER_FAILED_VERIFICATION:
            return AssetProblem(
                "fetch-certificate", "The TLS certificate of \(Hostile.quoted(address.host)) is not to be trusted.",
                remedy: "Install a valid certificate for that name with its whole chain.")
        case CURLE_COULDNT_RESOLVE_HOST where Resolver.knowsNothing(of: address.host):
            return AssetProblem(
                "fetch-host-unknown", "There is no host \(Hostile.quoted(address.host)).",
                remedy: "Correct the address.")
        default: return AssetError.unreachable(host: address.host, reason: reason)
        }
    }
}

private enum Resolver {
    /// Whether the name servers answered that there is no such host, as opposed to not answering.
    static func knowsNothing(of host: String) -> Bool {
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, nil, &list)
        if let list { freeaddrinfo(list) }
        return code == EAI_NONAME || code == -5  // EAI_NODATA, which Swift's Glibc module leaves out
    }
}
