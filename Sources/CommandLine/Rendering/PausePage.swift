// What is paused, for people: the answer to a pause, and the remarks above lists and status pages.

import Base
import Events
import Offers

/// Pauses in words.
enum PausePage {
    static func text(_ report: ControlReport, _ scope: Controls.Scope, isPaused: Bool) -> String {
        switch report.result {
        case .paused:
            "\(name(scope)) is paused: nothing further is begun within a second; what runs is finished\n"
        case .resumed: "\(name(scope)) goes on\n"
        case .unchanged: "\(name(scope)) is \(isPaused ? "paused already" : "not paused"); nothing was changed\n"
        }
    }

    /// A line for each pause of the line or of a stage.
    static func remarks(_ controls: Controls, _ palette: Palette) -> [String] {
        let stages = controls.stages.sorted { $0.key.rawValue < $1.key.rawValue }
        return (controls.line.map { [line(.line, $0, palette)] } ?? [])
            + stages.map { line(.stage($0.key), $0.value, palette) }
    }

    /// What stands in the way of an offer's present step.
    static func remark(_ status: OfferStatus, _ controls: Controls, _ palette: Palette) -> [String] {
        guard status.state == .running, let step = status.currentStep, status.steps.indices.contains(step) else {
            return []
        }
        let stage = Stage(rawValue: status.steps[step].stage)
        if let pause = controls.line { return [line(.line, pause, palette)] }
        return controls.stages[stage].map { [line(.stage(stage), $0, palette)] } ?? []
    }

    /// `2026-11-21 09:30 UTC: the scanner is being moved`
    static func since(_ time: Timestamp, _ reason: String?) -> String {
        "\(time.short) UTC" + (reason.map { ": \(clipped(printable($0), to: 200))" } ?? "")
    }

    private static func line(_ scope: Controls.Scope, _ pause: Controls.Pause, _ palette: Palette) -> String {
        palette.paint("\(name(scope)) is paused since \(since(pause.since, pause.reason))", .attention)
    }

    private static func name(_ scope: Controls.Scope) -> String {
        switch scope {
        case .line: "The line"
        case .stage(let stage): "Stage \(stage)"
        case .offer, .record: scope.description
        }
    }
}
