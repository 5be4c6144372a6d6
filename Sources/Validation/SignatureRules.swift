// Shared access signatures of disks. Source: "Get the shared access signature URI of your VM image" and "Common SAS URL
// issues" (marketplace articles), and the storage services' reference on service, account and user delegation SAS.

import Assets
import Base
import FoundationEssentials
import Offers

extension Review {
    mutating func checkSignature(_ url: URLComponents, at pointer: String) {
        let text = url.percentEncodedQuery ?? ""
        let query = SASQuery(text)
        guard !text.contains("&amp;") else { return report("signature-escaped", at: pointer) }
        if !query.doubled.isEmpty {
            report("signature-parameter-twice", at: pointer, ["value": query.doubled.joined(separator: ", ")])
        }
        checkKind(query, at: pointer)
        if (query["sig"] ?? "").isEmpty { report("signature-missing", at: pointer) }
        if query["sig"] == Self.mask { report("secret-masked", at: pointer, ["value": Self.mask]) }
    }

    /// What the gateway shows instead of a secret.
    package static let mask = "***"

    /// One cause is one problem: a signature of another kind lacks parameters because of its kind.
    private mutating func checkKind(_ query: SASQuery, at pointer: String) {
        if let policy = query["si"] { return report("signature-policy", at: pointer, ["value": policy]) }
        if query["ss"] != nil || query["srt"] != nil { return report("signature-account", at: pointer) }
        if query["skoid"] != nil || query["ske"] != nil {
            return report("signature-delegation", at: pointer, ["value": query["ske"] ?? ""])
        }
        let rules = check.policy.signature
        if query["sr"] != rules.resource {
            report("signature-resource", at: pointer, ["value": query["sr"] ?? "", "most": rules.resource])
        }
        if Set(query["sp"] ?? "") != Set(rules.permissions) {
            report("signature-permissions", at: pointer, ["value": query["sp"] ?? "", "most": rules.permissions])
        }
        if let addresses = query["sip"] { report("signature-address-bound", at: pointer, ["value": addresses]) }
        checkStart(query["st"] ?? "", at: pointer)
        checkEnd(query["se"] ?? "", at: pointer)
    }

    private mutating func checkStart(_ text: String, at pointer: String) {
        let latest = check.now + .milliseconds(-span(check.policy.signature.startsBefore).milliseconds)
        let values = ["value": text, "most": latest.description]
        guard !text.isEmpty else { return report("signature-start-missing", at: pointer, values) }
        guard let start = SASQuery.timestamp(text) else { return report("signature-start-form", at: pointer, values) }
        if start > latest {
            report("signature-start-late", at: pointer, values.merging(["found": (start - latest).hours]) { $1 })
        }
    }

    /// The remedy names the whole time, so that a signature made accordingly is still valid when the offer is published
    /// later.
    private mutating func checkEnd(_ text: String, at pointer: String) {
        let rules = check.policy.signature
        let wanted = check.now + span(rules.lastsAfter)
        let earliest = wanted + .milliseconds(-span(rules.grace ?? "PT0S").milliseconds)
        let values = ["value": text, "least": wanted.description]
        guard !text.isEmpty else { return report("signature-end-missing", at: pointer, values) }
        guard let end = SASQuery.timestamp(text) else { return report("signature-end-form", at: pointer, values) }
        if end < earliest {
            report("signature-end-early", at: pointer, values.merging(["found": (wanted - end).hours]) { $1 })
        }
    }

    /// A policy that was read has valid durations here.
    private func span(_ text: String) -> Duration { Duration(iso8601: text) ?? .zero }
}

extension SASQuery {
    /// Nil unless the text is a full date-time.
    fileprivate static func timestamp(_ text: String) -> Timestamp? {
        time(text).map { Timestamp(milliseconds: Int64($0.timeIntervalSince1970) * 1000) }
    }
}

extension Duration {
    /// `13:04`, hours and minutes, rounded up to the minute.
    fileprivate var hours: String {
        let minutes = (milliseconds + 59_999) / 60_000
        return "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
    }
}
