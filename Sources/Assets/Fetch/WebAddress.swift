// A URL as libcurl reads it. The same parser checks and fetches it, so that no address can mean one host to the check
// and another to the connection.
import CLibcurl
import FoundationEssentials

struct WebAddress {
    let url: String
    let scheme: String
    /// Lower-case, IPv6 without brackets.
    let host: String
    /// As written; nil if the address has none.
    let port: String?
    let path: String

    static let limit = 8_192

    /// Throws an `AssetProblem` if the form alone forbids fetching it.
    init(_ text: String, policy: FetchPolicy) throws {
        guard text.utf8.count <= Self.limit, let parts = curl_url() else { throw FetchFindings.malformed }
        defer { curl_url_cleanup(parts) }
        guard curl_url_set(parts, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK,
            let scheme = Self.part(parts, CURLUPART_SCHEME)
        else { throw FetchFindings.malformed }
        guard scheme == "https" || scheme == "http" && policy.allowsPlainHTTP else {
            throw FetchFindings.scheme(scheme, policy)
        }
        guard let host = Self.part(parts, CURLUPART_HOST), !host.isEmpty else { throw FetchFindings.malformed }
        // A name and a password would be sent to the host, and would hide the host from a human reader.
        guard Self.part(parts, CURLUPART_USER) == nil, Self.part(parts, CURLUPART_PASSWORD) == nil else {
            throw FetchFindings.userInformation
        }
        self.url = text
        self.scheme = scheme
        self.host = host.lowercased().filter { !"[]".contains($0) }
        self.port = Self.part(parts, CURLUPART_PORT)
        self.path = Self.part(parts, CURLUPART_PATH) ?? "/"
    }

    /// The next address, checked like the first; a redirect must not leave https.
    func redirected(to target: String, policy: FetchPolicy) throws -> WebAddress {
        let next = String(target.prefix { $0 != ":" }).lowercased()
        guard next == "https" || next == "http" && scheme == "http" else {
            throw AssetProblem("fetch-downgrade", ["value": next])
        }
        return try WebAddress(target, policy: policy)
    }

    /// Without the query, which may contain a signature.
    var shown: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return Hostile.cut("\(scheme)://\(name)\(port.map { ":\($0)" } ?? "")\(path)", 200)
    }

    private static func part(_ parts: OpaquePointer, _ which: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parts, which, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
