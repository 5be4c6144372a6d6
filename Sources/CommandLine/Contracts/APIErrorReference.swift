// `docs/reference/api-errors.md`.

import Localization
import Operations

/// The reference page of the HTTP API's errors.
enum APIErrorReference {
    static var text: String {
        var lines = [
            "# Errors of the HTTP API", "",
            "`offerctl contracts api-errors` makes this page from the declarations in the code.", "",
            "An error has the body `{\"error\": {\"code\", \"message\", \"details\"}}`. Compare `code`: it is stable. `message` is English text for",
            "people and may change.", "",
            "| status | code | meaning | what to do |", "|---|---|---|---|",
        ]
        for code in APIErrorCode.allCases {
            lines.append("| \(code.status) | `\(code.rawValue)` | \(code.meaning.what) | \(code.meaning.remedy) |")
        }
        lines += [
            "", "## Refused commands", "",
            "A command that the coordinator refuses is answered with \(APIErrorCode.refusalStatus), and one that exceeds a quota with "
                + "\(APIErrorCode.quotaStatus). The code is the reason, as in",
            "`offers.history` and in the `--json` output of `offerctl`:", "",
            "| code | message |", "|---|---|",
        ]
        for (code, text) in Localization.table(.english).sorted(by: { $0.key < $1.key })
        where code.hasPrefix("refusal.") {
            lines.append("| `\(code.dropFirst("refusal.".count))` | \(text) |")
        }
        lines += [
            "", "## Problems of a document", "",
            "Each element of `details` has a `code`, a `message` with its remedy, a `target` (a JSON pointer) and a `severity`.",
            "[Certification](certification.md) lists the codes of all problems.",
        ]
        return lines.text
    }
}
