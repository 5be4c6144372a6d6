// The history of an offer, for people (R23): one line for each transition.

import Localization
import Offers

/// What `offerctl history` prints.
enum HistoryPage {
    static func text(
        _ transitions: [Transition], _ processes: ProcessCatalog, in language: Language, _ palette: Palette
    ) -> String {
        var table = Table(["Time (UTC)", "Submission", "What", "Step", "By", "Remark"])
        for entry in transitions {
            let process = entry.process.flatMap { processes[$0] }
            let plan = entry.step.flatMap { process?.definition(ofStep: $0.index) }
            let step = entry.step.map { "\($0.number) \(plan?.name[language] ?? $0.stage.rawValue)" }
            table.add([
                // Only the number: the offer is the same in all lines.
                .init(entry.time.short), .init(entry.submissionNumber > 0 ? "#\(entry.submissionNumber)" : ""),
                .init(entry.kind.rawValue, tone(entry.kind)), .init(step ?? ""), .init(entry.actorText),
                .init(remark(entry, process, plan, language), most: 400),
            ])
        }
        return table.lines(palette).joined(separator: "\n") + "\n"
    }

    private static func remark(
        _ entry: Transition, _ process: PublishingProcess?, _ plan: PublishingProfile.Step?, _ language: Language
    ) -> String {
        let longest = entry.kind == .stepOverdue ? plan?.longest?.text(in: language) : nil
        let reason =
            entry.refusal?.refusalText(in: language, process: process) ?? entry.fault?.description ?? longest
            ?? entry.text
        let parts = [entry.command?.rawValue, entry.ticket.map { "ticket \($0)" }, reason].compactMap(\.self)
        if !parts.isEmpty { return parts.joined(separator: ": ") }
        if entry.problems.count > 1 { return "\(entry.problems.count) problems" }
        return entry.problems.first?.message(in: language) ?? entry.notes.first?.text(in: language)
            ?? entry.links.first ?? ""
    }

    private static func tone(_ kind: Transition.Kind) -> Palette.Tone? {
        switch kind {
        case .stepRejected: .bad
        case .stepBlocked, .paused, .stepOverdue, .commandRefused, .approvalAsked: .attention
        case .stepCompleted, .previewReady, .live: .good
        case .submitted, .stepStarted, .stepResumed, .resumed, .approved, .goLiveAccepted, .canceled, .sellingStopped,
            .supportRequested:
            nil
        }
    }
}
