// What happened to an offer, for people (R23): one line a transition.

import Offers

/// What `offerctl history` prints.
enum HistoryPage {
    static func text(_ transitions: [Transition], _ palette: Palette) -> String {
        var table = Table(["Time (UTC)", "Submission", "What", "Step", "By", "Remark"])
        for transition in transitions {
            table.add([
                .init(transition.time.short), .init(number(transition)),
                .init(transition.kind.rawValue, tone(transition.kind)), .init(step(transition)), .init(transition.by),
                .init(remark(transition), most: 400),
            ])
        }
        return table.lines(palette).joined(separator: "\n") + "\n"
    }

    /// Only the number: the offer is the same on all lines.
    private static func number(_ transition: Transition) -> String {
        transition.submission.flatMap { SubmissionID($0) }.map { "#\($0.number)" } ?? ""
    }

    private static func step(_ transition: Transition) -> String {
        transition.step.map { "\($0.number) \($0.name)" } ?? ""
    }

    private static func remark(_ transition: Transition) -> String {
        let about = [transition.command, transition.ticket.map { "ticket \($0)" }].compactMap { $0 }
        if !about.isEmpty || transition.reason != nil {
            return (about + [transition.reason].compactMap { $0 }).joined(separator: ": ")
        }
        if transition.problems.count > 1 { return "\(transition.problems.count) problems" }
        return transition.problems.first?.message(in: .english) ?? transition.notes.first ?? transition.links.first
            ?? ""
    }

    private static func tone(_ kind: Transition.Kind) -> Palette.Tone? {
        switch kind {
        case .stepRejected: .bad
        case .stepBlocked, .paused, .stepOverdue, .commandRefused, .approvalAsked: .attention
        case .stepCompleted, .previewReady, .live: .good
        case .submitted, .stepStarted, .stepResumed, .resumed, .approved, .goLiveAccepted, .canceled, .supportRequested:
            nil
        }
    }
}
