// Addresses of files that the pipeline will fetch: signed URLs of disks (SAS), packages and layouts, pictures. Only their
// form is checked here; later stages check the files (R33 guards the fetching).

import Assets
import Base
import FoundationEssentials
import Offers

extension Review {
    /// `https://<account>/<container>/<name>.vhd?…` with a shared access signature, or a `file:` URL where allowed.
    mutating func checkDisk(_ text: String, at pointer: String) {
        if text.hasPrefix("file:") { return checkFile(text, at: pointer) }
        guard let url = Form.url(text, schemes: ["https"]),
            url.percentEncodedPath.split(separator: "/").count >= 2
        else { return report("image-url-malformed", at: pointer, ["value": withoutSecrets(text)]) }
        let name = url.percentEncodedPath
        if name.contains(where: { " %'\"".contains($0) }) {
            report("image-name-characters", at: pointer, ["value": name])
        }
        if !name.hasSuffix(".vhd") { report("image-url-not-vhd", at: pointer, ["value": name]) }
        checkSignature(url, at: pointer)
    }

    /// Any other file of an offer: deployment packages, image layouts.
    mutating func checkAsset(_ text: String, at pointer: String) {
        if text.hasPrefix("file:") { return checkFile(text, at: pointer) }
        if !Form.holds(.secureLink, text) {
            report("secure-link-malformed", at: pointer, ["value": withoutSecrets(text)])
        }
    }

    /// A picture in the document is checked now; one that must be fetched is checked when the offer is packaged.
    mutating func checkPicture(_ text: String, _ field: Policy.Field, at pointer: String) {
        if text.hasPrefix("file:") { return checkFile(text, at: pointer) }
        guard text.hasPrefix(PNGPicture.dataPrefix) else {
            if !Form.holds(.secureLink, text) {
                report("picture-malformed", at: pointer, ["value": withoutSecrets(text)])
            }
            return
        }
        do { _ = try PNGPicture(data: text, size: field.pixels ?? "") } catch let problem as AssetProblem {
            for finding in problem.findings { report(finding.code, at: pointer, finding.values) }
        } catch {
            // No memory for a picture: the stage that fetches pictures decodes it again.
        }
    }

    private mutating func checkSignature(_ url: URLComponents, at pointer: String) {
        let rules = check.policy.signature
        let query = SASQuery(url.percentEncodedQuery ?? "")
        for name in query.doubled { report("signature-parameter-twice", at: pointer, ["value": name]) }
        if query["sr"] != rules.resource {
            report("signature-resource", at: pointer, ["value": query["sr"] ?? "", "most": rules.resource])
        }
        if Set(query["sp"] ?? "") != Set(rules.permissions) {
            report("signature-permissions", at: pointer, ["value": query["sp"] ?? "", "most": rules.permissions])
        }
        let start = query.time("st")
        let latestStart = check.now + .milliseconds(-(Duration(iso8601: rules.startsBefore)?.milliseconds ?? 0))
        if start.map({ $0 > latestStart }) ?? true {
            report("signature-start", at: pointer, ["value": query["st"] ?? "", "most": latestStart.description])
        }
        let end = query.time("se")
        let earliestEnd = check.now + (Duration(iso8601: rules.lastsAfter) ?? .zero)
        if end.map({ $0 < earliestEnd }) ?? true {
            report("signature-end", at: pointer, ["value": query["se"] ?? "", "least": earliestEnd.description])
        }
        if (query["sig"] ?? "").isEmpty { report("signature-missing", at: pointer) }
    }

    /// Local files are for demonstrations and tests: only under the folders that the settings name, and by plain paths.
    private mutating func checkFile(_ text: String, at pointer: String) {
        let path = text.dropFirst("file://".count)
        let plain = text.hasPrefix("file:///") && !path.split(separator: "/").contains("..") && !path.contains("%")
        guard plain, check.fileRoots.contains(where: { path.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }) else {
            return report("file-url-not-allowed", at: pointer, ["value": withoutSecrets(text)])
        }
    }
}

extension SASQuery {
    /// The full date-time of a parameter; nil where it is missing or not one.
    fileprivate func time(_ name: String) -> Timestamp? {
        self[name].flatMap(Self.time).map { Timestamp(milliseconds: Int64($0.timeIntervalSince1970) * 1000) }
    }
}

/// An address as a mail may show it: without its signature or key (all behind `?`), and without a password.
func withoutSecrets(_ address: String) -> String {
    let bare = address.prefix { $0 != "?" && $0 != "#" }
    guard let at = bare.lastIndex(of: "@") else { return String(bare) }
    return "…" + bare[at...]
}
