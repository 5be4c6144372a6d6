// A problem of something that a publisher gave us: a stable code and measured values. This module knows neither offers
// nor languages: the calling stage adds the place, and `Localization` has the texts.

/// One problem that the publisher must fix.
public struct AssetFinding: Hashable, Sendable {
    /// Stable, kebab-case, for example `vhd-footer-checksum`. Never changes after its release.
    public let code: String
    /// The values in the code's texts by name: numbers as digits, names on one line.
    public let values: [String: String]

    public init(_ code: String, _ values: [String: String] = [:]) {
        self.code = code
        self.values = values.mapValues { Hostile.cut($0, 200) }
    }
}

/// Thrown if there is nothing to return: the publisher must act first. Never a fault on our side.
public struct AssetProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// At least one.
    public let findings: [AssetFinding]

    /// A problem with one finding.
    public init(_ code: String, _ values: [String: String] = [:]) { findings = [AssetFinding(code, values)] }

    /// A problem with several findings.
    public init(_ findings: [AssetFinding]) { self.findings = findings }

    /// Every finding with its values, for a log.
    public var description: String {
        findings.map { finding in
            ([finding.code] + finding.values.sorted { $0.key < $1.key }.map { "\($0)=\"\($1)\"" }).joined(
                separator: " ")
        }.joined(separator: "; ")
    }
}
