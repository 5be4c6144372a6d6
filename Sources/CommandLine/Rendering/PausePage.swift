// Pauses, for people: the answer to a pause, and the remarks above lists and status pages.

import Base
import Events
import Offers

/// Pauses in words.
enum PausePage {
    static func text(_ report: ControlReport, _ scope: Controls.Scope, isPaused: Bool) -> String {
        switch report.result {
        case .paused:
            "\(name(scope)) is paused: within a second nothing new starts; what runs is finished\n"
        case .resumed: "\(name(scope)) is resumed\n"
        case .unchanged: "\(name(scope)) is \(isPaused ? "already paused" : "not paused"); nothing was changed\n"
        }
    }

    static func table(_ reports: [PauseReport], _ palette: Palette) -> String {
        if reports.isEmpty { return "Nothing is paused.\n" }
        var table = Table(["What", "Since (UTC)", "By", "Reason", "For publishers"])
        for report in reports {
            table.add([
                .init(report.scope, .attention), .init(report.since.short), .init(report.by ?? "", most: 40),
                .init(report.reason ?? "", most: 200), .init(report.notice ?? "", most: 200),
            ])
        }
        return table.lines(palette).text
    }

    /// Above a list: a line for each pause of the pipeline or of a stage.
    static func remarks(_ controls: Controls, _ palette: Palette) -> String {
        let stages = controls.stages.sorted { $0.key.rawValue < $1.key.rawValue }
        let lines =
            (controls.pipeline.map { [line(.pipeline, $0, palette)] } ?? [])
            + stages.map { line(.stage($0.key), $0.value, palette) }
        return lines.isEmpty ? "" : lines.text + "\n"
    }

    /// Above a status page: what prevents the offer's current step from running.
    static func remark(_ status: OfferStatus, _ controls: Controls, _ palette: Palette) -> String {
        guard status.state == .running, let step = status.currentStep, status.steps.indices.contains(step) else {
            return ""
        }
        let stage = status.steps[step].stage
        if let pause = controls.pipeline { return line(.pipeline, pause, palette) + "\n\n" }
        return controls.stages[stage].map { line(.stage(stage), $0, palette) + "\n\n" } ?? ""
    }

    /// `2026-11-21 09:30 UTC: the scanner is being moved`
    static func since(_ time: Timestamp, _ reason: String?) -> String {
        "\(time.short) UTC" + (reason.map { ": \(clipped(printable($0), to: 200))" } ?? "")
    }

    private static func line(_ scope: Controls.Scope, _ pause: Controls.Pause, _ palette: Palette) -> String {
        palette.paint("\(name(scope)) has been paused since \(since(pause.since, pause.reason))", .attention)
    }

    private static func name(_ scope: Controls.Scope) -> String {
        switch scope {
        case .pipeline: "The pipeline"
        case .stage(let stage): "Stage \(stage)"
        case .offer, .record: scope.description
        }
    }
}
