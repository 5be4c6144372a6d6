// What is wrong with something a publisher gave us, as a value: a stable code and what was measured.
// This module knows neither offers nor languages: the stage that asked adds the place, and `Localization` has the texts.

/// One thing that the publisher must fix.
public struct AssetFinding: Hashable, Sendable {
    /// Stable, kebab-case, e.g. `vhd-footer-checksum`. Never changed once published.
    public let code: String
    /// What was found, by the names of the places in the code's texts: numbers as digits, names on one line.
    public let values: [String: String]

    public init(_ code: String, _ values: [String: String] = [:]) {
        self.code = code
        self.values = values.mapValues { Hostile.cut($0, 200) }
    }
}

/// Thrown where findings leave nothing to return: the publisher must act first. Never a fault of ours.
public struct AssetProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// At least one.
    public let findings: [AssetFinding]

    /// A problem made of one finding.
    public init(_ code: String, _ values: [String: String] = [:]) { findings = [AssetFinding(code, values)] }

    /// A problem made of several findings.
    public init(_ findings: [AssetFinding]) { self.findings = findings }

    /// Every finding with its values, for a log.
    public var description: String {
        findings.map { finding in
            ([finding.code] + finding.values.sorted { $0.key < $1.key }.map { "\($0)=\"\($1)\"" }).joined(
                separator: " ")
        }.joined(separator: "; ")
    }
}
