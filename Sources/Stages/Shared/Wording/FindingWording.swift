// Findings of Assets in the publisher's language. Assets words them in English with what it measured; the other two
// languages have a sentence and a remedy for each code here, and the measured line is put behind it in brackets.

import Assets
import Localization
import Offers

/// Wording of one code in French and Japanese.
struct FindingWording: Sendable {
    /// What is wrong, and what to do about it.
    struct Text: Sendable {
        var message: String
        var remedy: String

        init(_ message: String, _ remedy: String) {
            self.message = message
            self.remedy = remedy
        }
    }

    var fr: Text
    var ja: Text

    /// All codes that Assets raises; a test holds it complete.
    static let all: [String: FindingWording] = [vhd, oci, malware, packages, fetches, signedURLs].reduce(into: [:]) {
        all, part in
        all.merge(part) { first, _ in first }
    }
}

extension Problem {
    /// What Assets found wrong with what the document names at `pointer`.
    init(_ finding: AssetFinding, at pointer: String, in language: Language) {
        let text: FindingWording.Text? =
            switch language {
            case .english: nil
            case .french: FindingWording.all[finding.code]?.fr
            case .japanese: FindingWording.all[finding.code]?.ja
            }
        guard let text else {
            self.init(at: pointer, finding.code, finding.detail, remedy: finding.remedy)
            return
        }
        // Numbers, names and digests are the same in every language: the publisher needs them to find the place.
        let isMeasured = finding.detail.contains { $0.isNumber || $0 == "\"" }
        self.init(
            at: pointer, finding.code, isMeasured ? "\(text.message) [\(finding.detail)]" : text.message,
            remedy: text.remedy)
    }
}

extension AssetProblem {
    /// The findings as problems with what the document names at `pointer`.
    func problems(at pointer: String, in language: Language) -> [Problem] {
        findings.map { Problem($0, at: pointer, in: language) }
    }
}
