// Addresses of files that the pipeline will fetch: signed URLs of disks (SAS), packages and layouts, pictures. Checks
// only their form; later stages check the files (R33 protects fetching).

import Assets
import Base
import FoundationEssentials
import Offers

extension Review {
    /// `https://<account>/<container>/<name>.vhd?…` with a shared access signature, or a `file:` URL if allowed.
    mutating func checkDisk(_ text: String, at pointer: String) {
        if text.hasPrefix("file:") { return checkFile(text, at: pointer) }
        guard let url = Form.url(text, schemes: ["https"]), url.fragment == nil,
            !url.percentEncodedPath.drop(while: { $0 == "/" }).isEmpty
        else {
            return report("image-url-malformed", at: pointer, ["value": withoutSecrets(text)])
        }
        checkName(url.percentEncodedPath, at: pointer)
        if !certified.contains(pointer) { checkSignature(url, at: pointer) }
    }

    private mutating func checkName(_ name: String, at pointer: String) {
        let parts = name.split(separator: "/")
        if name.contains(where: { " %'\"".contains($0) }) {
            report("image-name-characters", at: pointer, ["value": name])
        }
        if !name.lowercased().hasSuffix(".vhd") {
            // A disk's own export, /<id>/abcd, has no name.
            let isExport = parts.count == 2 && parts[1] == "abcd"
            let code = isExport ? "image-url-exported" : name.hasSuffix("/") ? "image-url-slash" : "image-url-not-vhd"
            report(code, at: pointer, ["value": name])
        } else if parts.count < 2 {
            report("image-url-no-container", at: pointer, ["value": name])
        }
    }

    /// Any other file of an offer: deployment packages, image layouts.
    mutating func checkAsset(_ text: String, at pointer: String) {
        if text.hasPrefix("file:") { return checkFile(text, at: pointer) }
        if !Form.holds(.secureLink, text) {
            report("secure-link-malformed", at: pointer, ["value": withoutSecrets(text)])
        }
    }

    /// Checks a picture in the document now; one that must be fetched is checked when the offer is packaged.
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
            // Does not keep the picture: the stage that fetches pictures decodes it again.
        }
    }

    /// Local files are for demonstrations and tests: only below the folders that the settings name, and only by plain
    /// paths.
    private mutating func checkFile(_ text: String, at pointer: String) {
        let path = text.dropFirst("file://".count)
        let plain = text.hasPrefix("file:///") && !path.split(separator: "/").contains("..") && !path.contains("%")
        let publisher = document["publisher"]?.text.flatMap { OfferKey.isIdentifier($0) ? $0 : nil }
        let roots = FileRoots.of(publisher, in: check.fileRoots)
        guard plain, roots.contains(where: { path.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }) else {
            return report("file-url-not-allowed", at: pointer, ["value": withoutSecrets(text)])
        }
    }
}

/// An address that is safe to show in a mail: without its signature or key (everything after `?`), and without a
/// password.
func withoutSecrets(_ address: String) -> String {
    let bare = address.prefix { $0 != "?" && $0 != "#" }
    guard let at = bare.lastIndex(of: "@") else { return String(bare) }
    return "…" + bare[at...]
}
