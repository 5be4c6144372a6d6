// Every problem of an address or its answer. Only this file decides which are the publisher's and which are faults to
// retry.
import CLibcurl
import FoundationEssentials
import Glibc

enum FetchFindings {
    static let malformed = AssetProblem("fetch-url")
    static let userInformation = AssetProblem("fetch-user-information")
    static let redirects = AssetProblem("fetch-redirects")
    static let header = AssetProblem("fetch-header")

    static func scheme(_ scheme: String, _ policy: FetchPolicy) -> AssetProblem {
        let allowed =
            ["https"] + (policy.allowsPlainHTTP ? ["http"] : [])
            + (policy.allowedFileRoots.isEmpty ? [] : ["file"])
        return AssetProblem("fetch-scheme", ["value": scheme, "choices": allowed.joined(separator: ", ")])
    }

    /// `use` is the address's purpose in the registries: `loopback`, `private` …
    static func address(_ address: WebAddress, use: String) -> AssetProblem {
        AssetProblem("fetch-address-refused", ["value": address.host, "use": use])
    }

    static func tooLarge(_ limit: Int64) -> AssetProblem { AssetProblem("fetch-too-large", ["most": "\(limit)"]) }
    static func tooSlow(_ rate: Int64, _ address: WebAddress) -> AssetProblem {
        AssetProblem("fetch-too-slow", ["value": address.shown, "least": "\(rate >> 10)"])
    }
    static func changed(_ address: WebAddress) -> AssetProblem {
        AssetProblem("fetch-changed", ["value": address.shown])
    }

    static func fileOutside(_ path: String) -> AssetProblem { AssetProblem("fetch-file-outside", ["value": path]) }
    static func fileMissing(_ path: String) -> AssetProblem { AssetProblem("fetch-file-missing", ["value": path]) }

    /// Errors of libcurl. Nobody knows whose fault a silent host is, so it is retried.
    static func transfer(_ code: CURLcode, _ address: WebAddress, _ policy: FetchPolicy) -> any Error {
        let reason = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return malformed
        case CURLE_FILESIZE_EXCEEDED: return tooLarge(policy.maxBytes)
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: return AssetError.library(name: "libcurl", reason: reason)
        case CURLE_SSL_CACERT_BADFILE:
            return AssetError.setting(name: "extra CA file", value: policy.extraCAFile ?? "", reason: reason)
        case CURLE_PEER_FAILED_VERIFICATION:
            return AssetProblem("fetch-certificate", ["value": address.host])
        case CURLE_COULDNT_RESOLVE_HOST where Resolver.knowsNothing(of: address.host):
            return AssetProblem("fetch-host-unknown", ["value": address.host])
        default: return AssetError.unreachable(host: address.host, reason: reason)
        }
    }
}

private enum Resolver {
    /// Whether the name servers answered that the host does not exist, as opposed to not answering.
    static func knowsNothing(of host: String) -> Bool {
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, nil, &list)
        if let list { freeaddrinfo(list) }
        return code == EAI_NONAME || code == -5  // EAI_NODATA, which Swift's Glibc module leaves out
    }
}
