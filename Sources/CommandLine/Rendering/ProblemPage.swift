// A document's problems for people: place, code, message and remedy.

import JSON
import Localization
import Offers

/// A problem or warning with the line that it is on.
struct PlacedProblem: JSONRecord {
    enum Severity: String, CaseIterable, JSONValue { case error, warning }

    var severity = Severity.error
    var line: Int?
    var column: Int?
    var problem = Problem()

    init() {}

    /// `places` are the places of the document; nil if it has no lines.
    init(_ severity: Severity, _ problem: Problem, _ places: JSONPlaces? = nil) {
        (self.severity, self.problem) = (severity, problem)
        if let place = places?.place(of: problem.pointer) { (line, column) = (place.line, place.column) }
    }

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("severity", &severity)
        try v.member("line", &line)
        try v.member("column", &column)
        try problem.members(&v)
    }
}

/// What `offerctl lint` and `check-image` print.
enum ProblemPage {
    static func text(_ findings: [PlacedProblem], of name: String, in language: Language, _ palette: Palette) -> String
    {
        let lines = findings.flatMap { finding in
            let problem = finding.problem
            let place = finding.line.map { "\(name):\($0):\(finding.column ?? 1): " } ?? ""
            let head = "\(place)\(finding.severity): \(problem.pointer.isEmpty ? "the document" : problem.pointer)"
            return texts(
                problem, head: head, in: language, palette, finding.severity == .error ? .bad : .attention)
        }
        let text = lines.map { $0 + "\n" }.joined()
        return findings.contains { $0.severity == .error } ? text : text + "\(name): no problems\n"
    }

    /// Three lines a problem.
    static func lines(_ problem: Problem, in language: Language, _ palette: Palette) -> [String] {
        texts(problem, head: problem.pointer.isEmpty ? "the document" : problem.pointer, in: language, palette, .bad)
    }

    private static func texts(
        _ problem: Problem, head: String, in language: Language, _ palette: Palette, _ tone: Palette.Tone
    ) -> [String] {
        [
            palette.paint(printable("\(head)  \(problem.code)"), tone),
            "  \(printable(problem.message(in: language)))", "  \(printable(problem.remedy(in: language)))",
        ]
    }
}
