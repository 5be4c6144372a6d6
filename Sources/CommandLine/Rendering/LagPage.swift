// The workers' remaining work, for operators.

/// What `offerctl lag` prints.
enum LagPage {
    static func text(_ reports: [LagReport], _ palette: Palette) -> String {
        var table = Table(["Group", "Topic", "Waiting", "Partitions", "Members"], rightAligned: [2, 3, 4])
        for report in reports {
            let isAlone = report.members == 0
            table.add([
                .init(report.group), .init(report.topic),
                .init(String(report.waiting), report.waiting == 0 ? .quiet : .attention),
                .init(String(report.partitions)),
                .init(report.members.map { String($0) } ?? "?", isAlone ? .bad : nil),
            ])
        }
        return table.lines(palette).text
    }
}
