// `docs/reference/metrics.md`.

import Operations

/// The reference page of metrics.
enum MetricReference {
    static var text: String {
        var lines = [
            "# Metrics", "",
            "`offerctl contracts metrics` makes this page from the declarations in the code.", "",
            "A program serves its metrics at `/metrics` (OpenMetrics 1.0) if `metrics-address` is set. Every sample has the label",
            "`program`. [Watch](../operate/watch.md) has alerts and a dashboard.", "",
            "| metric | type | labels | meaning |", "|---|---|---|---|",
        ]
        for metric in Metric.allCases {
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            let meaning = metric.help + (metric.note.map { " \($0.prefix(1).uppercased() + $0.dropFirst())." } ?? "")
            lines.append("| `\(metric.sample)` | \(metric.kind.rawValue) | \(labels) | \(meaning) |")
        }
        return lines.text
    }
}
