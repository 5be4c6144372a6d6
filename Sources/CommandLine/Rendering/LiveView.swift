// `status --watch`: on a terminal the page is redrawn in place; otherwise each visible change is a line.

import Base
import Localization
import Offers

/// Shows one row after the other.
struct LiveView {
    let out: Out
    let language: Language
    let format: OutputFormat
    private let now: () -> Timestamp
    private var lastLine = ""

    init(out: Out, language: Language, format: OutputFormat, now: @escaping () -> Timestamp) {
        self.now = now
        self.out = out
        self.language = language
        self.format = format
    }

    mutating func show(_ status: OfferStatus) {
        guard format.isForPeople else { return out.write(format.text(status.document(language).json)) }
        if out.redraws {
            let page = StatusPage.text(status, in: language, at: now(), out.palette)
            return out.write(Self.inPlace("\(page)\n\(Self.bar(status, out.palette))\n"))
        }
        let line = Self.line(status, language)
        // The row changes more often than the visible line.
        if line != lastLine { out.write("\(status.changed.short)  \(line)\n") }
        lastLine = line
    }

    /// Moves home, clears each line to its end, then the rest of the screen (ECMA-48): no flicker, unlike clearing
    /// first.
    static func inPlace(_ page: String) -> String {
        "\u{1B}[H" + page.replacing("\n", with: "\u{1B}[K\n") + "\u{1B}[J"
    }

    /// `Running: step 3 of 7, Certification, In progress, 52%, 3.2 GiB of 8.0 GiB, 45.1 MiB/s, 2 min left`.
    static func line(_ status: OfferStatus, _ language: Language) -> String {
        let state = status.stateText(in: language)
        guard let index = status.currentStep, status.steps.indices.contains(index), !status.isOver else {
            return state
        }
        let step = status.steps[index]
        let place = "step \(status.number(ofStep: index)) of \(status.visited), \(printable(step.name(in: language)))"
        let progress =
            step.progress.map { progress in
                let slowest = progress.regions.min { $0.percent < $1.percent }?.text(in: language)
                let bytes = progress.text(in: language) ?? slowest
                return ", \(progress.percent)%" + (bytes.map { ", \($0)" } ?? "")
            } ?? ""
        return "\(state): \(place), \(step.state.text(in: language))\(progress)\(step.overdue ? ", overdue" : "")"
    }

    /// `[#########---------------------] 2 of 7 steps done`.
    static func bar(_ status: OfferStatus, _ palette: Palette) -> String {
        let width = 30
        let done = status.steps.count { $0.state == .complete }
        let share = status.visited == 0 ? 0 : min(width, width * done / status.visited)
        let filled = palette.paint(String(repeating: "#", count: share), status.state.tone)
        return "[\(filled)\(String(repeating: "-", count: width - share))] \(done) of \(status.visited) steps done"
    }
}

extension OfferStatus {
    /// The steps that the submission visits.
    var visited: Int { steps.count { $0.state != .skipped } }
}
