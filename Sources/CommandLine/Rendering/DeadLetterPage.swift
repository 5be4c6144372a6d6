// Dead letters for operators.

import BrokerClient
import Offers

/// What `offerctl dead-letters` prints.
enum DeadLetterPage {
    private static let mostBytes = 20_000

    static func text(
        _ letters: [DeadLetter], isFiltered: Bool, _ time: TimeColumn, _ palette: Palette
    ) -> String {
        if letters.isEmpty {
            return isFiltered
                ? "No dead letter matches; \"offerctl dead-letters list\" shows all.\n"
                : "There are no dead letters.\n"
        }
        var table = Table(["Dead letter", time.heading("Time"), "From", "Key", "Code", "Reason"])
        for letter in letters {
            table.add([
                .init(letter.id.description), .init(letter.record.time.map(time.text) ?? ""), .init(letter.origin),
                .init(letter.key ?? "", most: 40), .init(letter.code, .bad), .init(letter.reason, most: 400),
            ])
        }
        return table.lines(palette).joined(separator: "\n") + "\n"
    }

    static func whole(_ letter: DeadLetter, _ palette: Palette) -> String {
        var lines = [palette.paint("Dead letter \(letter.id)", .strong)]
        func add(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            let gap = String(repeating: " ", count: 10 - name.count)
            lines.append("  \(palette.paint(name, .quiet))\(gap)\(printable(value))")
        }
        add("Time", letter.record.time.map { "\($0.short) UTC" })
        add("From", letter.origin)
        add("Program", letter.program)
        add("Code", letter.code)
        add("Reason", letter.reason)
        add("Key", letter.key)
        for header in letter.record.headers where !header.name.hasPrefix(DeadLetter.Name.errors) {
            add("Header", "\(header.name): \(String(decoding: header.value, as: UTF8.self))")
        }
        guard let value = letter.record.value else { return (lines + ["", "No value: a tombstone."]).text }
        let shown = String(decoding: value.prefix(mostBytes), as: UTF8.self)
        lines += [""] + printableLines(shown)
        if value.count > mostBytes {
            lines += ["", "(\(value.count - mostBytes) more bytes; all of them: offerctl dead-letters show --json)"]
        }
        return lines.text
    }

    static func text(_ reports: [RedriveReport], _ palette: Palette) -> String {
        guard !reports.isEmpty else {
            return "No dead letter matches; \"offerctl dead-letters list\" shows all.\n"
        }
        var table = Table(["Dead letter", "To", "Result", "Remark"])
        for report in reports {
            table.add([
                .init(report.deadLetter), .init(report.topic), .init(words(report.result), tone(report.result)),
                .init(report.reason ?? "", most: 200),
            ])
        }
        return table.lines(palette).text
    }

    private static func words(_ result: RedriveReport.Result) -> String {
        switch result {
        case .sent: "sent"
        case .sentBefore: "sent before"
        case .notSent: "would be sent"
        case .refused: "refused"
        }
    }

    private static func tone(_ result: RedriveReport.Result) -> Palette.Tone {
        switch result {
        case .sent: .good
        case .sentBefore: .quiet
        case .notSent: .busy
        case .refused: .bad
        }
    }
}
