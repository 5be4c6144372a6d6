// A browser without a screen that signs in at the identity provider. It keeps cookies and sends them as browsers do (RFC 6265bis):
// below their path, and with a request of another site only where their SameSite allows it.

import Assets
import HTTP
import JSON
import Testing

@testable import Gateway

struct ProviderBrowser {
    /// Who started a request, as browsers say it in `Sec-Fetch-Site`.
    enum Start: String {
        case here = "same-origin"
        case otherSite = "cross-site"
    }

    struct Cookie {
        var value: String
        var path = "/"
        var sameSite = "Lax"

        fileprivate func goes(to target: String, _ method: String, _ start: Start) -> Bool {
            let asked = target.prefix { $0 != "?" }
            guard path == "/" || asked == path || asked.hasPrefix("\(path)/") else { return false }
            return start == .here || sameSite == "None" || sameSite == "Lax" && method == "GET"
        }
    }

    let provider: StandInProvider
    var cookies: [String: Cookie] = [:]

    init(_ provider: StandInProvider) { self.provider = provider }

    mutating func get(
        _ fixture: GatewayFixture, _ target: String, _ method: String = "GET", form: String = "",
        from start: Start = .here
    ) -> HTTPResponse {
        let sent = cookies.filter { $0.value.goes(to: target, method, start) }
        let header = sent.map { "\($0.key)=\($0.value.value)" }.joined(separator: "; ")
        let answer = fixture.ask(
            method, target, token: nil, headers: ["cookie": header, "sec-fetch-site": start.rawValue],
            body: Array(form.utf8))
        for (name, value) in answer.headers where name == "Set-Cookie" { keep(value) }
        return answer
    }

    private mutating func keep(_ text: String) {
        let parts = text.split(separator: ";").map { part in
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(pair[0]), value: pair.count > 1 ? String(pair[1]) : "")
        }
        var cookie = Cookie(value: parts[0].value)
        for (name, value) in parts.dropFirst() {
            switch name {
            case "Path": cookie.path = value
            case "SameSite": cookie.sameSite = value
            default: break
            }
        }
        let isOver = parts.contains { $0 == ("Max-Age", "0") }
        cookies[parts[0].name] = isOver ? nil : cookie
    }

    /// From the link of the sign-in page to the answer's page.
    mutating func signIn(
        _ fixture: GatewayFixture, next: String? = nil, claims: [String: JSONNode] = [:],
        header: [String: JSONNode] = [:], change: (inout [String: String]) -> Void = { _ in }
    ) throws -> HTTPResponse {
        let query = next.map { "?next=\($0.percentEncoded())" } ?? ""
        let begun = get(fixture, "/sign-in/begin\(query)")
        try #require(begun.status == 303, "\(begun.text)")
        var answer = try provider.signIn(try #require(begun["Location"]), claims: claims, header: header)
        change(&answer)
        return bring(answer, to: fixture)
    }

    /// The identity provider sends the browser back.
    mutating func bring(_ answer: [String: String], to fixture: GatewayFixture) -> HTTPResponse {
        let fields = encodedForm(answer.map { ($0.key, $0.value) })
        return get(fixture, "/sign-in/answer?\(fields)", from: .otherSite)
    }
}
