// The event that begins a submission, straight as it stands on the wire: once for each offer, its document with it.

import Base

/// The first step of a new submission, as the coordinator schedules it. Only what a publisher may say is taken from the
/// command; facts such as a certified digest are the coordinator's own (R9).
public struct FirstStop {
    public var submission: SubmissionID
    public var stop: Route.Stop
    /// Words for the slip.
    public var requires: [String]
    /// The publish command: it brings the document and the allow-list.
    public var command: Event

    public init(_ submission: SubmissionID, _ stop: Route.Stop, requires: [String], command: Event) {
        self.submission = submission
        self.stop = stop
        self.requires = requires
        self.command = command
    }

    /// The record's value, once the submission stands in `status`.
    public func event(_ status: OfferStatus, source: String, at time: Timestamp) -> [UInt8] {
        RecordText.bytes(capacity: 1536 + command.dataCount) { text in
            text.beginEvent(
                id: submission.eventID(step: stop.step, stage: stop.stage, attempt: 1, kind: "scheduled"), "",
                source: source, type: "offers.step.scheduled.v1", subject: status.subject, time: time)
            text.put(",\"submission\":", status.submission)
            text.put(",\"profile\":", status.profile)
            writeRoute(status.steps, to: &text)
            text.put(",\"step\":")
            text.put(stop.step)
            text.put(",\"attempt\":1,\"language\":", status.language.rawValue)
            if !status.notify.isEmpty { text.put(",\"notify\":", status.notify.joined(separator: ",")) }
            if !requires.isEmpty { text.put(",\"requires\":", requires.joined(separator: " ")) }
            text.put(",\"allowlist\":", command[ScheduledStep.Name.allowList])
            text.put(",\"certifieddigest\":", status.memory.certifiedDigest)
            text.put(",\"certifiedby\":", status.memory.certifiedBy)
            text.put(",\"liveterms\":", status.memory.liveTerms)
            text.put(",\"traceparent\":", status.memory.trace)
            text.put(",\"datacontenttype\":\"application/json\",\"data\":")
            command.withData { text.put(raw: $0) }
            text.put("}")
        }
    }

    /// The stops as `Route` has them.
    private func writeRoute(_ steps: [StepStatus], to text: inout RecordText) {
        text.put(",\"route\":\"")
        var isFirst = true
        for (place, step) in steps.enumerated() where step.state != .skipped {
            if !isFirst { text.put(" ") }
            isFirst = false
            text.put(place)
            text.put(":")
            text.inside(step.stage)
        }
        text.put("\"")
    }
}
