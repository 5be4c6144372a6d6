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
            Checks the offer document in FILE (- is standard input) with the rules of the
            validation stage and prints every problem: its place, what is wrong, what to do.
            Warnings name members that have no effect. Exit code 4 where there are problems.
            What only the pipeline knows (the terms of an earlier version that is live, the
            profile) is checked when you publish.
            """,
        json: """
            The problems and warnings, one object a line: severity (error or warning), code,
            pointer, values, and in English message and remedy.
            """
    ) { invocation in
        let notify = invocation.arguments[.notify]
        let allowList = try invocation.arguments.allowList(.allowList)
        let path = invocation.arguments.operands[0]
        let document = try OfferFile.bytes(path)
        let policy = try invocation.settings.requiredPolicy()
        let roots = (invocation.settings["file-roots"] ?? "").split(separator: ":")
        var check = OfferCheck(
            policy: policy, now: invocation.world.now(),
            fileRoots: roots.map { URL(filePath: String($0)).standardizedFileURL.path })
        check.notify = notify.map { $0.split(separator: ",").map(trimmed) } ?? []
        check.allowList = allowList
        let findings = check.findings(in: document)
        let name = OfferFile.name(path)
        invocation.show(
            documents: findings.problems.map { LintLine("error", $0) }
                + findings.warnings.map { LintLine("warning", $0) },
            orText: ProblemPage.text(
                findings.problems, warnings: findings.warnings, of: name, in: invocation.language,
                invocation.out.palette))
        if !findings.problems.isEmpty {
            let count = findings.problems.count == 1 ? "1 problem" : "\(findings.problems.count) problems"
            throw ToolError(.badFile, "\(name): \(count); fix them and lint again")
        }
    }
}

/// A finding as `--json` prints it.
private struct LintLine: JSONRecord {
    var severity = ""
    var problem = Problem()

    init() {}

    init(_ severity: String, _ problem: Problem) {
        (self.severity, self.problem) = (severity, problem)
    }

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("severity", &severity)
        try problem.members(&v)
    }
}

extension OptionSpec {
    fileprivate static let fileRoots = OptionSpec(
        name: "--file-roots", value: "FOLDERS", accepts: .files,
        help: "Under which file: addresses may lie, separated\nby colons (OFFERS_FILE_ROOTS; default none)",
        isSetting: true)
}

extension Settings {
    /// Where the repository has the policy, and where the Debian package has it.
    static let usualPolicies = ["deploy/policy/policy.json", "/etc/offers/policy.json"]

    /// The policy, for a command that cannot do without.
    func requiredPolicy() throws(ToolError) -> Policy {
        guard let policy = try policy() else {
            throw ToolError(
                .usage, "no policy: give --policy FILE or set OFFERS_POLICY; it ships as \(Self.usualPolicies[0])")
        }
        return policy
    }

    /// The policy that is named; where none is, the first usual one that exists.
    func policy() throws(ToolError) -> Policy? {
        let usual = Self.usualPolicies.first { FileManager.default.fileExists(atPath: $0) }
        guard let path = self["policy"] ?? usual else { return nil }
        do { return try Policy(Settings(["policy": path])) } catch { throw ToolError(.badFile, "\(error)") }
    }
}
