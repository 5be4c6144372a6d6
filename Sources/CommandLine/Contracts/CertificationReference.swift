// `docs/reference/certification.md`.

import Localization

/// The reference page of problems: each code with what is wrong, what to do, and the source of its rule.
enum CertificationReference {
    static var text: String {
        var lines = [
            "# Problems", "",
            "`offerctl contracts certification` makes this page from the declarations in the code.", "",
            "A problem ends a submission. It has a code, a JSON pointer and values, which are in *italics* here. A code that",
            "begins with `…` has the name of its field before it: `title-too-long`. Problems with the address of a disk begin",
            "with `\(ProblemGroup.diskPrefix)`: `\(ProblemGroup.diskPrefix)fetch-not-found`. How certification works:",
            "[images](../operate/images.md).",
        ]
        for group in ProblemGroup.all {
            lines += [
                "", "## \(group.title)", "", "| code | what is wrong | what to do | source |", "|---|---|---|---|",
            ]
            lines += group.codes.map { row($0.code, $0.source) }
        }
        lines += ["", "## Sources", "", "| source | |", "|---|---|"]
        lines += ProblemGroup.Source.allCases.map { "| \($0.rawValue) | \($0.meaning) |" }
        return lines.text
    }

    private static func row(_ code: String, _ source: ProblemGroup.Source) -> String {
        let name = ProblemGroup.endings.contains(code) ? "…-\(code)" : code
        return "| `\(name)` | \(cell("problem." + code)) | \(cell("remedy." + code)) | \(source.rawValue) |"
    }

    private static func cell(_ code: String) -> String {
        let text = Localization.table(.english)[code] ?? ""
        let escaped = text.replacing("|", with: "\\|").replacing("<", with: "\\<").replacing("*", with: "\\*")
        return escaped.replacing(/\{([a-z]+)\}/) { "*\($0.output.1)*" }
    }
}
