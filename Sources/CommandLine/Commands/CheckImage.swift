// `offerctl check-image`: certification's checks of one image on the publisher's own machine, before it is uploaded.

import Base
import Foundation
import Offers
import Stages

extension CommandSpec {
    static let checkImage = CommandSpec(
        name: "check-image", group: .publishers, operands: [.image], options: [.use, .policy],
        summary: "Check a disk, an image layout or a package",
        details: """
            Checks IMAGE (a VHD, the folder of an OCI image layout, or a deployment package) with the
            rules of certification. Prints every problem and its remedy, and what to write into the
            offer document: the digest, or each tag with its digest. It does not scan for malware. The
            exit code is 4 if there are problems.
            """,
        json: """
            The problems, one object a line: code, pointer (IMAGE), values, and in English
            message and remedy.
            """
    ) { invocation in
        let path = invocation.arguments.operands[0]
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ToolError(.badFile, "\(path): file not found; check the path")
        }
        guard let rules = try invocation.settings.policy().certification else {
            throw ToolError(.badFile, "the policy lacks \"certification\", the limits for images")
        }
        let use = invocation.arguments[.use].flatMap { LocalCheck.Use(rawValue: $0.lowercased()) }
        let check: LocalCheck
        do {
            check = try LocalCheck(of: path, as: use ?? (isFolder.boolValue ? .container : .linux), by: rules)
        } catch let fault as Fault { throw ToolError(.badFile, fault.description) }
        invocation.show(
            documents: check.problems,
            orText: ProblemPage.text(
                check.problems.map { PlacedProblem(.error, $0) }, of: path, in: invocation.language,
                invocation.out.palette)
                + check.names.map { printable($0) + "\n" }.joined())
        if !check.problems.isEmpty {
            let count = check.problems.count == 1 ? "1 problem" : "\(check.problems.count) problems"
            throw ToolError(.badFile, "\(path): \(count); fix them and check again")
        }
    }
}

extension Operand {
    fileprivate static let image = Operand(name: "IMAGE", accepts: .files)
}

extension OptionSpec {
    fileprivate static let use = OptionSpec(
        name: "--as", value: "USE", accepts: .oneOf(LocalCheck.Use.allCases.map(\.rawValue)),
        help:
            "What the image is for: linux or windows (a disk to\nboot from), data, container or package (default:\ncontainer for a folder, else linux)"
    )
}
