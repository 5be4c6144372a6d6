// Problems of a document for people: place and code, what is wrong, what to do.

import Localization
import Offers

/// What `offerctl lint` and `check-image` print.
enum ProblemPage {
    static func text(
        _ problems: [Problem], warnings: [Problem] = [], of name: String, in language: Language, _ palette: Palette
    ) -> String {
        let shown =
            problems.flatMap { lines($0, in: language, palette) }
            + warnings.flatMap { lines($0, in: language, palette, .attention) }
        let text = shown.map { $0 + "\n" }.joined()
        return problems.isEmpty ? text + "\(name): no problems\n" : text
    }

    /// Three lines a problem.
    static func lines(_ problem: Problem, in language: Language, _ palette: Palette, _ tone: Palette.Tone = .bad)
        -> [String]
    {
        let place = problem.pointer.isEmpty ? "the document" : problem.pointer
        return [
            palette.paint(printable("\(place)  \(problem.code)"), tone),
            "  \(printable(problem.message(in: language)))", "  \(printable(problem.remedy(in: language)))",
        ]
    }
}
