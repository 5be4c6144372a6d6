// Problems of a document for people: place and code, what is wrong, what to do.

import Localization
import Offers

/// What `offerctl lint` prints.
enum ProblemPage {
    static func text(_ problems: [Problem], of name: String, in language: Language, _ palette: Palette) -> String {
        guard !problems.isEmpty else { return "\(name): no problems\n" }
        return problems.map { lines($0, in: language, palette).map { $0 + "\n" }.joined() }.joined()
    }

    /// Three lines a problem.
    static func lines(_ problem: Problem, in language: Language, _ palette: Palette) -> [String] {
        let place = problem.pointer.isEmpty ? "the document" : problem.pointer
        return [
            palette.paint(printable("\(place)  \(problem.code)"), .bad),
            "  \(printable(problem.message(in: language)))", "  \(printable(problem.remedy(in: language)))",
        ]
    }
}
