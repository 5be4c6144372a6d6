// A slip on the way of every record: read in place, and handed on by copying what stays and writing what changes. What is
// written is what the way over `Event` writes, byte for byte; a test holds the two equal.

import Base

extension ScheduledStep {
    /// A scheduled step as it lies in a record's value, where that is written as ours are and its key is its subject. Nil
    /// for anything else, right or wrong: `init(_:)` and what reads for it tell which. `last` is a slip read before, which
    /// as a rule has the same route and so spares reading it.
    public convenience init?(key: [UInt8], structured value: [UInt8], after last: ScheduledStep? = nil) {
        let read = value.withUnsafeBufferPointer { record -> (Envelope, Route.Stop, Route.Stop?, Int)? in
            guard let envelope = Envelope(record),
                record[envelope.type].isEqual("offers.step.scheduled.v1"),
                let submission = envelope.submission, let route = envelope.route,
                let step = envelope.step.flatMap({ record[$0].wholeNumber }),
                let attempt = envelope.attempt.flatMap({ record[$0].wholeNumber }),
                Self.attempts.contains(attempt),
                key.withUnsafeBufferPointer({ $0.isEqual(record[envelope.subject]) }),
                SubmissionID.isSubmission(record[submission], of: record[envelope.subject]),
                Timestamp.isTime(record[envelope.time]),
                let (stop, next) = last?.stops(of: record[route], at: step) ?? Self.stops(record[route], at: step)
            else { return nil }
            return (envelope, stop, next, attempt)
        }
        guard let (envelope, stop, next, attempt) = read else { return nil }
        self.init(.record(value, envelope), key: key, stop: stop, next: next, attempt: attempt)
    }

    /// The stops of a route that is this slip's own; nil for another.
    private func stops(of route: UnsafeBufferPointer<UInt8>, at step: Int) -> (Route.Stop, next: Route.Stop?)? {
        guard step == stop.step, case .record(let record, let envelope) = form, let own = envelope.route else {
            return nil
        }
        return record.withUnsafeBufferPointer { $0[own].isEqual(route) } ? (stop, next) : nil
    }

    /// The same record for another stop, written when it is sent; nil where the slip is no record.
    func rescheduled(to stop: Route.Stop, attempt: Int, at time: Timestamp, source: String) -> Message? {
        guard case .record(let record, _) = form else { return nil }
        let value = LateHandOn(of: self, record, to: stop, attempt: attempt, at: time, source: source)
        return Message(topic: .stage(stop.stage), key: key, late: value)
    }

    /// What a worker says of this step: the message of a `StepResult`. `sequence` numbers repeated progress.
    public func report(
        _ outcome: Outcome, began: Timestamp, at time: Timestamp, sequence: Int? = nil, source: String
    ) -> Message {
        let isPlain: Bool =
            switch outcome {
            case .started, .progressed, .completed, .rejected: true
            // It may keep the whole event for an operator.
            case .faulted, .waiting: false
            }
        guard isPlain, case .record = form else {
            return StepResult(outcome, of: self, began: began, at: time, sequence: sequence).message(source: source)
        }
        let value = LateReport(outcome, of: self, began: began, at: time, sequence: sequence, source: source)
        return Message(topic: .outcomes, key: key, late: value)
    }

    /// Writes what every log line about the step names.
    public func writeNames(to json: inout JSONWriter) {
        guard case .record(let record, let envelope) = form, let submission = envelope.submission else {
            event.writeSubject(as: "offer", to: &json)
            return event.write(Name.submission, as: "submission", to: &json)
        }
        record.withUnsafeBufferPointer { record in
            json.member("offer", plain: record[envelope.subject])
            json.member("submission", plain: record[submission])
        }
    }

    /// Writes the id of the submission's trace; nothing where it has none or a broken one.
    public func writeTraceID(to json: inout JSONWriter) {
        guard case .record(let record, let envelope) = form else {
            return event.writeTraceID(as: "trace_id", to: &json)
        }
        guard let trace = envelope.traceParent else { return }
        record.withUnsafeBufferPointer { record in
            if let id = TraceParent.traceID(record[trace]) { json.member("trace_id", plain: id) }
        }
    }
}

/// A slip's record for another stop: the stages before it and the offer behind it are copied as they stand.
private final class LateHandOn: DeferredPayload {
    private let slip: ScheduledStep
    private let stop: Route.Stop
    private let attempt: Int
    private let time: Timestamp
    private let source: String
    let capacity: Int

    init(
        of slip: ScheduledStep, _ record: [UInt8], to stop: Route.Stop, attempt: Int, at time: Timestamp, source: String
    ) {
        self.slip = slip
        self.stop = stop
        self.attempt = attempt
        self.time = time
        self.source = source
        // The id and the source of a foreign record may be shorter than ours by all that ours are.
        capacity = record.count + slip.key.count + source.utf8.count + stop.stage.rawValue.utf8.count + 128
    }

    func write(to json: inout JSONWriter) {
        guard case .record(let record, let envelope) = slip.form, let submission = envelope.submission,
            let step = envelope.step, let tried = envelope.attempt
        else { return }
        let stepIsFirst = step.start < tried.start
        let (first, second) = stepIsFirst ? (step, tried) : (tried, step)
        record.withUnsafeBufferPointer { record in
            json.raw(record[..<(envelope.id.start - 1)])
            json.writeID(record[submission], stop, attempt, "scheduled")
            json.raw(record[envelope.id.end + 1..<envelope.source.start - 1])
            json.string(source)
            json.raw(record[envelope.source.end + 1..<envelope.time.start - 1])
            json.time(time)
            json.raw(record[envelope.time.end + 1..<first.start])
            json.number(stepIsFirst ? stop.step : attempt)
            json.raw(record[first.end..<second.start])
            json.number(stepIsFirst ? attempt : stop.step)
            json.raw(record[second.end..<Int32(record.count)])
        }
    }
}

/// An outcome about a slip's step: the message of a `StepResult`.
private final class LateReport: DeferredPayload {
    private let outcome: Outcome
    private let slip: ScheduledStep
    private let began: Timestamp
    private let time: Timestamp
    private let sequence: Int?
    private let source: String
    /// Exact enough where only ids are said; a long outcome is measured by writing it.
    let capacity: Int

    init(
        _ outcome: Outcome, of slip: ScheduledStep, began: Timestamp, at time: Timestamp, sequence: Int?, source: String
    ) {
        self.outcome = outcome
        self.slip = slip
        self.began = began
        self.time = time
        self.sequence = sequence
        self.source = source
        let names = 512 + 3 * slip.key.count + 2 * source.utf8.count
        capacity = outcome.mayBeLong ? names + JSONWriter.bytes(outcome.writeData).count : names
    }

    func write(to json: inout JSONWriter) {
        guard case .record(let record, let envelope) = slip.form, let submission = envelope.submission else { return }
        record.withUnsafeBufferPointer { record in
            json.object { json in
                json.member("specversion", "1.0")
                json.member("id") { $0.writeID(record[submission], slip.stop, slip.attempt, outcome.word, sequence) }
                json.member("source", source)
                json.member("type", outcome.type.rawValue)
                json.member("subject", plain: record[envelope.subject])
                json.member("time", time)
                json.member("submission", plain: record[submission])
                json.member("step", slip.stop.step)
                json.member("stage", slip.stop.stage.rawValue)
                json.member("attempt", slip.attempt)
                json.member("began", began)
                if let trace = envelope.traceParent { json.member("traceparent", plain: record[trace]) }
                json.member("datacontenttype", "application/json")
                json.member("data", outcome.writeData)
            }
        }
    }
}

extension Timestamp {
    /// Whether a text is a time; what we write ourselves is told without reading it.
    fileprivate static func isTime(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        isPlainTime(text) || Timestamp(utf8: text) != nil
    }

    /// `2026-11-21T09:30:00.125Z`, on a day that every month has.
    private static func isPlainTime(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count == length, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            text[19] == UInt8(ascii: "."), text[23] == UInt8(ascii: "Z")
        else { return false }
        // Ten times a digit and the next, or more than any part may be where one of them is no digit.
        func pair(_ place: Int) -> Int {
            let (tens, ones) = (text[place] &- UInt8(ascii: "0"), text[place + 1] &- UInt8(ascii: "0"))
            return tens <= 9 && ones <= 9 ? Int(tens) * 10 + Int(ones) : 100
        }
        return pair(0) < 100 && pair(2) < 100 && (1...12).contains(pair(5)) && (1...28).contains(pair(8))
            && pair(11) < 24 && pair(14) < 60 && pair(17) < 60 && pair(20) < 100
            && text[22] &- UInt8(ascii: "0") <= 9
    }
}

extension UnsafeBufferPointer<UInt8> {
    @inline(__always)
    subscript(piece: EventText.Piece) -> UnsafeBufferPointer<UInt8> { self[piece.start..<piece.end] }

    @inline(__always)
    subscript(range: Range<Int32>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: self[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    @inline(__always)
    subscript(range: PartialRangeUpTo<Int32>) -> UnsafeBufferPointer<UInt8> { self[0..<range.upperBound] }
}

extension JSONWriter {
    /// Writes the id of an event: see `SubmissionID.eventID`.
    fileprivate mutating func writeID(
        _ submission: UnsafeBufferPointer<UInt8>, _ stop: Route.Stop, _ attempt: Int, _ kind: StaticString,
        _ sequence: Int? = nil
    ) {
        byte(UInt8(ascii: "\""))
        raw(submission)
        byte(UInt8(ascii: "/"))
        number(stop.step)
        byte(UInt8(ascii: "-"))
        content(stop.stage.rawValue)
        byte(UInt8(ascii: "/"))
        number(attempt)
        byte(UInt8(ascii: "/"))
        literal(kind)
        if let sequence {
            byte(UInt8(ascii: "-"))
            number(sequence)
        }
        byte(UInt8(ascii: "\""))
    }
}

extension Outcome {
    /// Whether its data are more than a few bytes.
    fileprivate var mayBeLong: Bool {
        switch self {
        case .completed(let facts), .waiting(let facts): !facts.isEmpty
        case .started, .faulted: false
        case .progressed, .rejected: true
        }
    }

    /// The data of its event: of each kind its own member, where there is anything to say.
    fileprivate func writeData(to json: inout JSONWriter) {
        json.object { json in
            switch self {
            case .started, .faulted: break
            case .progressed(let progress): json.member("progress", progress)
            case .completed(let facts), .waiting(let facts): if !facts.isEmpty { json.member("facts", facts) }
            case .rejected(let problems): json.member("problems", problems)
            }
        }
    }
}

extension StepOutputs {
    /// Whether nothing is said.
    public var isEmpty: Bool { slip.isEmpty && notes.isEmpty && progress == nil }
}
