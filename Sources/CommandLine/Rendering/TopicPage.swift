// Topics for people: results and descriptions.

/// What `offerctl topics` prints.
enum TopicPage {
    static func text(_ reports: [TopicReport], _ palette: Palette) -> String {
        var table = Table(["Topic", "Result", "Remark"])
        for report in reports {
            table.add([
                .init(report.topic), .init(report.result.rawValue, tone(report.result)), .init(report.reason ?? ""),
            ])
        }
        return table.lines(palette).joined(separator: "\n") + "\n"
    }

    static func text(_ topics: [TopicDescription], _ palette: Palette) -> String {
        var table = Table(["Topic", "Partitions", "Kept", "Holds"], rightAligned: [1])
        for topic in topics {
            let isMissing = topic.partitions == 0
            table.add([
                .init(topic.topic), .init(isMissing ? "missing" : String(topic.partitions), isMissing ? .bad : nil),
                .init(topic.days.map { "\($0) days" } ?? "newest of each key"), .init(topic.holds),
            ])
        }
        return table.lines(palette).joined(separator: "\n") + "\n"
    }

    private static func tone(_ result: TopicReport.Result) -> Palette.Tone {
        switch result {
        case .created: .good
        case .exists: .quiet
        case .differs, .refused: .bad
        }
    }
}
