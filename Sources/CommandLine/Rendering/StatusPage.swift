// An offer for people (R21): what it is, its state and steps, and what to do next.

import Base
import Localization
import Offers

/// What `offerctl status` prints.
enum StatusPage {
    static func text(_ status: OfferStatus, in language: Language, at now: Timestamp, _ palette: Palette) -> String {
        var lines = head(status, language, now, palette)
        if !status.steps.isEmpty { lines += [""] + steps(status, language, palette) }
        if let next = next(status) { lines += ["", "Next: \(next)"] }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func head(
        _ status: OfferStatus, _ language: Language, _ now: Timestamp, _ palette: Palette
    ) -> [String] {
        var lines = [printable("\(status.key)  \(status.title)")]
        lines[0] = palette.paint(trimmed(lines[0]), .strong)
        func add(_ name: String, _ value: String?, _ tone: Palette.Tone? = nil) {
            guard let value, !value.isEmpty else { return }
            let gap = String(repeating: " ", count: 12 - name.count)
            lines.append("  \(palette.paint(name, .quiet))\(gap)\(palette.paint(printable(value), tone))")
        }
        add("State", status.stateText(in: language), status.state.tone)
        add("Paused", status.paused.map { "since \(PausePage.since($0.since, $0.notice))" }, .attention)
        let started = status.steps.lazy.compactMap { $0.scheduled ?? $0.began }.first
        add("Submission", status.submission)
        add("Profile", status.profile)
        add("Started", started?.shortAndAge(at: now))
        add("Changed", status.changed.shortAndAge(at: now))
        add("Mail to", status.notify.joined(separator: ", "))
        if Phase(status).step != nil {
            let refusal = status.cancelRefusal?.remark.refusalText(in: language, process: status.process)
            add("Cancel", refusal.map { "not now: \($0)" } ?? "possible now")
        }
        for link in status.previewLinks { add("Preview", link) }
        for link in status.liveLinks { add("Live", link) }
        if let answer = status.answer, let refusal = answer.refusal {
            add("Refused", "\(answer.kind.rawValue): \(refusal.refusalText(in: language, process: status.process))")
        }
        return lines
    }

    private static func steps(_ status: OfferStatus, _ language: Language, _ palette: Palette) -> [String] {
        var table = Table(["", "#", "Step", "State", "Began", "Ended", "Longest", "Done"], rightAligned: [1, 7])
        for (index, step) in status.steps.enumerated() {
            let number = step.state == .skipped ? "" : String(status.number(ofStep: index))
            table.add(cells(step, number, language), below: below(step, of: status.key, language, palette))
        }
        return table.lines(palette)
    }

    private static func cells(_ step: StepStatus, _ number: String, _ language: Language) -> [Table.Cell] {
        let isOpen = step.ended == nil && step.state != .skipped
        return [
            .init(step.state.marker, step.state.tone), .init(number), .init(step.name(in: language)),
            .init(step.state.text(in: language), step.state.tone),
            .init((step.began ?? step.scheduled)?.short ?? ""), .init(step.ended?.short ?? ""),
            .init(step.longest?.text(in: language) ?? "", step.overdue && isOpen ? .attention : nil),
            .init(step.progress.map { "\($0.percent)%" } ?? ""),
        ]
    }

    /// The lines below a step: copies by region, delay, remarks, and problems with place and remedy.
    private static func below(
        _ step: StepStatus, of offer: OfferKey, _ language: Language, _ palette: Palette
    ) -> [String] {
        let regions = step.progress?.regions ?? []
        let widest = regions.map { displayWidth(printable($0.name)) }.max() ?? 0
        var lines = regions.map { region in
            let name = printable(region.name)
            let gap = String(repeating: " ", count: widest - displayWidth(name))
            let bytes = step.ended == nil ? region.text(in: language).map { "  \($0)" } ?? "" : ""
            return "\(name)\(gap)  \(pad(region.percent))%  \(printable(region.state))\(bytes)"
        }
        if step.ended == nil, let bytes = step.progress?.text(in: language) { lines.append(bytes) }
        if step.restarts > 0, step.ended == nil {
            let times = step.restarts == 1 ? "once" : "\(step.restarts) times"
            lines.append(palette.paint("began anew \(times)", .attention) + ": its worker was replaced")
        }
        if step.overdue, step.ended == nil {
            let since = step.due.map { " since \($0.short) UTC" } ?? ""
            lines.append(
                palette.paint("overdue\(since)", .attention) + "; ask: offerctl request-support \(offer) --text TEXT")
        }
        if let fault = step.fault {
            lines.append(palette.paint("blocked", .attention) + ": \(printable(fault.description))")
        }
        lines += step.notes.map { "note: \(printable($0.text(in: language)))" }
        lines += step.problems.flatMap { ProblemPage.lines($0, in: language, palette) }
        return lines.map { String(repeating: " ", count: 6) + $0 }
    }

    private static func pad(_ percent: Int) -> String {
        String(repeating: " ", count: max(0, 3 - String(percent).count)) + String(percent)
    }

    /// What the reader can do now; nil if there is nothing to do but wait.
    private static func next(_ status: OfferStatus) -> String? {
        let offer = status.key
        switch (status.attention, status.state) {
        case (.paused, _): return "an operator resumes it: offerctl resume \(offer)"
        case (.operator, _): return "an operator fixes the cause, then offerctl resume \(offer)"
        case (.approval, _): return "an operator decides: offerctl approve \(offer), or reject \(offer) --text TEXT"
        case (_, .waitingForPublisherReview): return "look at the preview, then offerctl go-live \(offer)"
        case (_, .failed): return "fix the problems above, then offerctl publish FILE"
        case (_, .canceled): return "offerctl publish FILE starts again at step 1"
        case (_, .neverPublished), (_, .notStarted): return "offerctl publish FILE"
        case (_, .running), (_, .succeeded): return nil
        }
    }
}
