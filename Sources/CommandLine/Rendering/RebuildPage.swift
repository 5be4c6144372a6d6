// The results of a rebuild, for people: differences and a summary.

import Offers

/// What `offerctl rebuild` prints.
enum RebuildPage {
    static func text(_ reports: [RebuildReport], _ palette: Palette) -> String {
        var lines: [String] = []
        for report in reports where report.result != .same {
            lines.append(palette.paint(report.offer, .strong) + "  " + palette.paint(report.result.rawValue, .bad))
            if let reason = report.reason { lines.append("  \(clipped(printable(reason), to: 160))") }
            lines += (report.differences ?? []).prefix(20).map { "  \(printable($0))" }
        }
        func count(_ result: RebuildReport.Result) -> Int { reports.count { $0.result == result } }
        let sum = "\(count(.same)) same, \(count(.different)) different, \(count(.unknown)) that cannot be rebuilt"
        return (lines + [sum]).joined(separator: "\n") + "\n"
    }
}
