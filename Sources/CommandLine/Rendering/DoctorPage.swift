// Findings for operators: one line each, followed by the remedy.

/// What `offerctl doctor` prints.
enum DoctorPage {
    static func text(_ findings: [Finding], _ palette: Palette) -> String {
        let widest = findings.map(\.what.count).max() ?? 0
        return findings.flatMap { finding -> [String] in
            let gap = String(repeating: " ", count: widest - finding.what.count)
            let mark = palette.paint(marker(finding.state), tone(finding.state))
            let line = "\(mark) \(finding.what)\(gap)  \(printable(finding.says))"
            return [line]
                + (finding.remedy.map { ["  \(String(repeating: " ", count: widest))  -> \(printable($0))"] } ?? [])
        }.text
    }

    private static func marker(_ state: Finding.State) -> String {
        switch state {
        case .good: "✓"
        case .unknown: "?"
        case .bad: "✗"
        }
    }

    private static func tone(_ state: Finding.State) -> Palette.Tone {
        switch state {
        case .good: .good
        case .unknown: .attention
        case .bad: .bad
        }
    }
}
