// One offer for people (R21): what it is, its state and steps, and what to do next.

import Offers

/// What `offerctl status` prints.
enum StatusPage {
    static func text(_ status: OfferStatus, _ palette: Palette) -> String {
        var lines = head(status, palette)
        if !status.steps.isEmpty { lines += [""] + steps(status, palette) }
        if let next = next(status) { lines += ["", "Next: \(next)"] }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func head(_ status: OfferStatus, _ palette: Palette) -> [String] {
        var lines = [printable("\(status.key)  \(status.title)")]
        lines[0] = palette.paint(trimmed(lines[0]), .strong)
        func add(_ name: String, _ value: String?, _ tone: Palette.Tone? = nil) {
            guard let value, !value.isEmpty else { return }
            let gap = String(repeating: " ", count: 12 - name.count)
            lines.append("  \(palette.paint(name, .quiet))\(gap)\(palette.paint(printable(value), tone))")
        }
        add("State", status.state.words(status.label), status.state.tone)
        add("Paused", status.paused.map { "since \(PausePage.since($0.since, $0.reason))" }, .attention)
        add("Submission", status.submission)
        add("Profile", status.profile)
        add("Started", status.steps.first?.scheduled.map { "\($0.short) UTC" })
        add("Changed", "\(status.changed.short) UTC")
        add("Mail to", status.notify.joined(separator: ", "))
        add("Cancel", status.canCancel.allowed ? "possible now" : status.canCancel.reason.map { "not now: \($0)" })
        for link in status.previewLinks { add("Preview", link) }
        for link in status.liveLinks { add("Live", link) }
        if let answer = status.answer, !answer.accepted {
            add("Refused", "\(answer.kind): \(answer.reason ?? "no reason was given")")
        }
        return lines
    }

    private static func steps(_ status: OfferStatus, _ palette: Palette) -> [String] {
        var table = Table(["", "#", "Step", "State", "Began", "Ended", "Longest", "Done"], rightAligned: [1, 7])
        for (index, step) in status.steps.enumerated() {
            let number = step.state == .skipped ? "" : String(status.number(ofStep: index))
            table.add(cells(step, number: number), below: below(step, of: status.key, palette))
        }
        return table.lines(palette)
    }

    private static func cells(_ step: StepStatus, number: String) -> [Table.Cell] {
        let isOpen = step.ended == nil && step.state != .skipped
        return [
            .init(step.state.marker, step.state.tone), .init(number), .init(step.name),
            .init(step.state.text(in: .english), step.state.tone),
            .init((step.began ?? step.scheduled)?.short ?? ""), .init(step.ended?.short ?? ""),
            .init(step.longest?.text(in: .english) ?? "", step.overdue && isOpen ? .attention : nil),
            .init(step.progress.map { "\($0.percent)%" } ?? ""),
        ]
    }

    /// The lines below a step: copies by region, delay, remarks, problems with place and remedy.
    private static func below(_ step: StepStatus, of offer: OfferKey, _ palette: Palette) -> [String] {
        let regions = step.progress?.regions ?? []
        let widest = regions.map { displayWidth(printable($0.name)) }.max() ?? 0
        var lines = regions.map { region in
            let name = printable(region.name)
            let gap = String(repeating: " ", count: widest - displayWidth(name))
            return "\(name)\(gap)  \(pad(region.percent))%  \(printable(region.state))"
        }
        if step.overdue, step.ended == nil {
            let since = step.due.map { " since \($0.short) UTC" } ?? ""
            lines.append(
                palette.paint("overdue\(since)", .attention) + "; ask: offerctl request-support \(offer) --text TEXT")
        }
        if step.state == .blocked, let reason = step.reason {
            lines.append(palette.paint("blocked", .attention) + ": \(printable(reason))")
        }
        lines += step.notes.map { "note: \(printable($0))" }
        for problem in step.problems {
            let place = problem.pointer.isEmpty ? "the document" : problem.pointer
            lines.append(palette.paint(printable("\(place)  \(problem.code)"), .bad))
            lines.append("  \(printable(problem.message(in: .english)))")
            lines.append("  \(printable(problem.remedy(in: .english)))")
        }
        return lines.map { String(repeating: " ", count: 6) + $0 }
    }

    private static func pad(_ percent: Int) -> String {
        String(repeating: " ", count: max(0, 3 - String(percent).count)) + String(percent)
    }

    /// What a person can do now; nil where there is nothing to do but wait.
    private static func next(_ status: OfferStatus) -> String? {
        let offer = status.key
        switch status.state {
        case .neverPublished, .notStarted: return "offerctl publish FILE"
        case .waitingForPublisherReview: return "look at the preview, then offerctl go-live \(offer)"
        case .failed: return "fix the problems above, then offerctl publish FILE"
        case .canceled: return "offerctl publish FILE starts again at step 1"
        case .succeeded: return nil
        case .running:
            if status.paused != nil { return "an operator resumes it: offerctl resume \(offer)" }
            if status.steps.contains(where: { $0.state == .blocked }) {
                return "an operator fixes the cause, then offerctl resume \(offer)"
            }
            if status.steps.contains(where: { $0.state == .waitingForApproval }) {
                return "an operator decides: offerctl approve \(offer), or reject \(offer) --text TEXT"
            }
            return nil
        }
    }
}
