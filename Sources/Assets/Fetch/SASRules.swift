// The rules for signed URLs of images (shared access signatures), checked before anything is fetched, so that a publisher
// hears of all that is wrong with an address at once and in the words that the marketplace's documentation uses.
import FoundationEssentials

/// The failures that publishers know and search for.
public enum CopyFailure: String, Sendable, CaseIterable {
    /// Something about the URL or what it leads to.
    case notDownloadable = "Copying Images. Not able to download blob using provided SAS Uri."
    /// The signature does not open the blob.
    case notAuthorised = "Copying Images. Not able to download blob due to authorization error."
    /// Start or end are not what they must be.
    case incorrectURI = "Copying Images. Not able to download blob due to incorrect SAS Uri."

    /// The failures of a fetch in the words publishers know: the known text goes in front, the codes stay.
    public static func wording(_ problem: AssetProblem) -> AssetProblem {
        AssetProblem(
            problem.findings.map { finding in
                let failure = finding.code == "fetch-not-authorised" ? notAuthorised : notDownloadable
                return AssetFinding(
                    code: finding.code, detail: "\(failure.rawValue) \(finding.detail)", remedy: finding.remedy)
            })
    }
}

/// What a shared access signature must allow and for how long.
public enum SASRules {
    /// How long a URL must stay valid.
    public static let leastDays = 21

    /// Everything wrong with the URL of an image; empty if it may be fetched. Nothing is fetched here.
    /// - Parameter now: the time of the check.
    public static func findings(url: String, now: Date) -> [AssetFinding] {
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else {
            return addressFindings(String(parts[0])) + [
                missing("sas-query", "The URL has no signature (nothing after \"?\").")
            ]
        }
        let query = SASQuery(String(parts[1]))
        return addressFindings(String(parts[0])) + permissionFindings(query) + timeFindings(query, now)
    }

    private static func addressFindings(_ address: String) -> [AssetFinding] {
        var findings: [AssetFinding] = []
        let scheme = "https://"
        if !address.lowercased().hasPrefix(scheme) {
            findings.append(
                finding(
                    .notDownloadable, "sas-scheme", "The URL does not begin with https://.", "Use the https:// form."))
        }
        let path = address.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        if path.count < 2 || path.contains("") {
            findings.append(
                finding(
                    .notDownloadable, "sas-path", "The URL does not name a container and a blob.",
                    "Put the blob's name behind the container's: https://ACCOUNT/CONTAINER/NAME.vhd?…"))
        }
        let name = path.last ?? ""
        if name.contains(where: { $0.isWhitespace || "%\"'".contains($0) }) {
            findings.append(
                finding(
                    .notDownloadable, "sas-name",
                    "The blob's name \(Hostile.quoted(String(name))) holds blanks, percent "
                        + "signs or quotes.", "Rename the blob to letters, digits, \"-\", \"_\" and \".\"."))
        }
        if !name.lowercased().hasSuffix(".vhd") {
            findings.append(
                finding(
                    .notDownloadable, "sas-not-vhd", "The blob's name does not end in .vhd.",
                    "Put the VHD's name behind the container's name in the URL."))
        }
        return findings
    }

    private static func permissionFindings(_ query: SASQuery) -> [AssetFinding] {
        var findings: [AssetFinding] = []
        for name in query.doubled {
            findings.append(
                finding(.incorrectURI, "sas-parameter-twice", "The parameter \(name) is there twice.", "Name it once."))
        }
        if query["sr"] != "c" {
            findings.append(
                finding(
                    .notDownloadable, "sas-resource", "The signature is not for a container (sr=c).",
                    "Make the signature on the container, then put the blob's name into the URL."))
        }
        if !(query["sp"] ?? "").contains("r") || !(query["sp"] ?? "").contains("l") {
            findings.append(
                finding(
                    .notDownloadable, "sas-permissions",
                    "The signature does not give read and list permission (sp=rl).",
                    "Make the signature with the permissions Read and List."))
        }
        if (query["sig"] ?? "").isEmpty {
            findings.append(
                finding(
                    .notAuthorised, "sas-signature", "The URL holds no signature (sig=…).",
                    "Copy the whole URL, up to and with sig=…"))
        }
        return findings
    }

    private static func timeFindings(_ query: SASQuery, _ now: Date) -> [AssetFinding] {
        var findings: [AssetFinding] = []
        let (start, end) = (query.time("st"), query.time("se"))
        let advice = "Set the start a day back and the end at least three weeks ahead, as in 2030-01-31T00:00:00Z."
        for (name, time) in [("st", start), ("se", end)] {
            switch time {
            case .missing: findings.append(missing("sas-\(name)-missing", "The URL has no \(name)=…."))
            case .malformed:
                let detail = "\(name)=\(Hostile.quoted(query[name] ?? "")) is no full date and time in UTC."
                findings.append(finding(.incorrectURI, "sas-\(name)-format", detail, advice))
            case .at: break
            }
        }
        if case .at(let start) = start, start > now {
            findings.append(
                finding(.notAuthorised, "sas-not-started", "The URL is not valid yet (st lies ahead).", advice))
        }
        if case .at(let end) = end, end <= now {
            findings.append(finding(.notAuthorised, "sas-expired", "The URL has expired (se lies behind).", advice))
        } else if case .at(let end) = end, end < now.addingTimeInterval(Double(leastDays) * 86_400) {
            findings.append(
                finding(
                    .incorrectURI, "sas-ends-early", "The URL is valid for less than \(leastDays) more days.", advice))
        }
        return findings
    }

    private static func missing(_ code: String, _ detail: String) -> AssetFinding {
        finding(
            .notDownloadable, code, detail,
            "Make a signature on the container with read and list permission, a start (st) and an end (se).")
    }

    private static func finding(
        _ failure: CopyFailure, _ code: String, _ detail: String, _ remedy: String
    ) -> AssetFinding {
        AssetFinding(code: code, detail: "\(failure.rawValue) \(detail)", remedy: remedy)
    }
}
