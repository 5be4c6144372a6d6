// What is wrong with something a publisher gave us, as a value: a stable code, what was found, what to do.
// This module knows nothing of offers, so a finding has no pointer into a document; the stage that asked adds it.

/// One thing that the publisher must put right.
public struct AssetFinding: Hashable, Sendable, Codable {
    /// Stable, kebab-case, e.g. `vhd-footer-checksum`. Never reworded once published.
    public let code: String
    /// What was found, with the numbers that matter. One line, ends with a full stop.
    public let detail: String
    /// What to do or run. One line, ends with a full stop.
    public let remedy: String

    /// A finding; the texts are for the publisher to read.
    public init(code: String, detail: String, remedy: String) {
        self.code = code
        self.detail = detail
        self.remedy = remedy
    }
}

/// Thrown where findings leave nothing to return: the publisher must act before this can go on. Never a fault of ours.
public struct AssetProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// At least one.
    public let findings: [AssetFinding]

    /// A problem made of one finding.
    public init(_ code: String, _ detail: String, remedy: String) {
        findings = [AssetFinding(code: code, detail: detail, remedy: remedy)]
    }

    /// A problem made of several findings.
    public init(_ findings: [AssetFinding]) { self.findings = findings }

    /// Every finding on a line: code, detail, remedy.
    public var description: String {
        findings.map { "\($0.code): \($0.detail) \($0.remedy)" }.joined(separator: "\n")
    }
}
