// `docs/reference/logs.md`.

import Operations

/// The reference page of log messages.
enum LogReference {
    static var text: String {
        var lines = [
            "# Log messages", "",
            "`offerctl contracts logs` makes this page from the declarations in the code.", "",
            "A program writes one JSON object a line to standard error: `time` (UTC), `level`, `program`, `message`, and more members.",
            "Messages are constant. Lines about an offer have `offer`, `submission` and `trace_id`. Steps count from 1, as on the",
            "status page. `offerctl logs OFFER` shows the lines of one offer for people.", "",
            "| message | level | meaning | what to do |", "|---|---|---|---|",
        ]
        for message in LogMessage.allCases {
            lines.append(
                "| `\(message.rawValue)` | \(message.level.rawValue) | \(message.meaning) | \(message.remedy ?? "–") |")
        }
        lines += [
            "", "## Kafka client", "",
            "Lines of librdkafka and of the pipeline's client have the message `kafka client`, a level by severity, a `facility` and a",
            "`text`. librdkafka has more facilities; these need attention:", "",
            "| facility | meaning | what to do |", "|---|---|---|",
        ]
        for facility in LogMessage.facilities {
            lines.append("| `\(facility.name)` | \(facility.meaning) | \(facility.remedy) |")
        }
        return lines.text
    }
}
