// `offerctl lint`: the validation stage on the publisher's own machine, without a broker.

import Base
import Foundation
import JSON
import Offers
import Validation

extension CommandSpec {
    static let lint = CommandSpec(
        name: "lint", group: .publishers, operands: [.file], options: [.policy, .fileRoots, .notify, .allowList],
        summary: "Check an offer document, without a broker",
        details: """
            Checks the offer document in FILE (- is standard input) with the rules of the validation
            stage. Prints every problem with line, column, place and remedy, and warns about members
            that have no effect. Lines that begin with // are comments. The exit code is 4 if there
            are problems. Publishing also checks what only the pipeline knows: the terms of the live
            version, and the profile.
            """,
        json: """
            The problems and warnings in the order of the document, one object a line: severity
            (error or warning), line, column, code, pointer, values, and in English message and
            remedy.
            """
    ) { invocation in
        let notify = invocation.arguments[.notify]
        let allowList = try invocation.arguments.allowList(.allowList)
        let path = invocation.arguments.operands[0]
        let document = try OfferFile.bytes(path)
        let roots = (invocation.settings["file-roots"] ?? "").split(separator: ":")
        var check = OfferCheck(
            policy: try invocation.settings.policy(), now: invocation.world.now(),
            fileRoots: roots.map { URL(filePath: String($0)).standardizedFileURL.path })
        check.notify = Mailbox.split(notify ?? "")
        check.allowList = allowList
        let found = check.findings(in: document)
        // A list from the command has no line numbers.
        let places = JSONPlaces(document)
        func finding(_ severity: PlacedProblem.Severity, _ problem: Problem) -> PlacedProblem {
            let isOfCommand = allowList != nil && problem.pointer.hasPrefix("/audience/previewSubscriptions")
            return PlacedProblem(severity, problem, isOfCommand ? nil : places)
        }
        let findings = found.problems.map { finding(.error, $0) } + found.warnings.map { finding(.warning, $0) }
        let ordered = findings.enumerated().sorted { first, second in
            func key(_ finding: (offset: Int, element: PlacedProblem)) -> (Int, Int, Int) {
                (finding.element.line ?? 0, finding.element.column ?? 0, finding.offset)
            }
            return key(first) < key(second)
        }.map(\.element)
        let name = OfferFile.name(path)
        invocation.show(
            documents: ordered,
            orText: ProblemPage.text(ordered, of: name, in: invocation.language, invocation.out.palette))
        if !found.problems.isEmpty {
            let count = found.problems.count == 1 ? "1 problem" : "\(found.problems.count) problems"
            throw ToolError(.badFile, "\(name): \(count); fix them and lint again")
        }
    }
}

extension OptionSpec {
    fileprivate static let fileRoots = OptionSpec(
        name: "--file-roots", value: "FOLDERS", accepts: .files,
        help: "Under which file: addresses may lie, separated\nby colons (OFFERS_FILE_ROOTS; default none)",
        isSetting: true)
}
