// A row as we write it, read in one pass from its first byte to its last. The members are those of `StatusWire`; a row
// that stands otherwise is left to it.

import Base
import Localization

extension WrittenStatus {
    /// Reads a row of `offers.status`: a CloudEvent whose data is the status. Throws `JSONError` or `EventError`.
    public convenience init(row: [UInt8]) throws {
        let expected = row.withUnsafeBufferPointer { bytes in
            try? { () throws(ExpectedText.Otherwise) in
                var text = try ExpectedText(bytes)
                var places = Places()
                let deadline = try text.rowEnvelope(checksTime: true)
                let status = try OfferStatus(&text, &places)
                try text.take("}")
                guard text.isAtEnd else { throw ExpectedText.Otherwise() }
                return (status, deadline, places)
            }()
        }
        if let (status, deadline, places) = expected {
            self.init(status, key: status.key.bytes, row, deadline: .some(deadline), places)
        } else {
            guard let status: OfferStatus = try Event(structured: row).decodeData() else {
                throw EventError("it has no data")
            }
            self.init(status, key: status.key.bytes, row, deadline: nil, nil)
        }
    }

    /// When the row's running step becomes overdue, by its envelope; the outer nil is for a row that we did not write.
    public static func deadline(ofRow row: [UInt8]) -> Timestamp?? {
        row.withUnsafeBufferPointer { bytes in
            do throws(ExpectedText.Otherwise) {
                var text = try ExpectedText(bytes)
                return .some(try text.rowEnvelope(checksTime: false))
            } catch { return nil }
        }
    }
}

extension ExpectedText {
    /// Takes the envelope up to the data; gives its deadline.
    fileprivate mutating func rowEnvelope(checksTime: Bool) throws(Otherwise) -> Timestamp? {
        try take("{\"specversion\":\"1.0\",\"id\":\"")
        guard try !plain().isEmpty else { throw Otherwise() }
        try take(",\"source\":\"")
        guard try !plain().isEmpty else { throw Otherwise() }
        try take(",\"type\":\"offers.status.changed.v1\",\"subject\":\"")
        _ = try plain()
        try take(",\"time\":\"")
        if checksTime {
            skip(to: place - 1)
            _ = try time()
        } else {
            _ = try plain()
        }
        let deadline = takes(",\"deadline\":") ? try time() : nil
        if takes(",\"traceparent\":\"") { _ = try plain() }
        try take(",\"datacontenttype\":\"application/json\",\"data\":")
        return deadline
    }

    /// Takes a member's text, if its name stands here, and the comma behind it.
    @inline(__always)
    fileprivate mutating func optionalText(_ name: StaticString) throws(Otherwise) -> String? {
        guard takes(name) else { return nil }
        let text = try string()
        try take(",")
        return text
    }

    /// Takes a member's value, if its name stands here, and the comma behind it.
    fileprivate mutating func optionalValue<Value: WireValue>(_ name: StaticString) throws(Otherwise) -> Value? {
        guard takes(name) else { return nil }
        let value: Value = try value()
        try take(",")
        return value
    }

    @inline(__always)
    fileprivate mutating func optionalTime(_ name: StaticString) throws(Otherwise) -> Timestamp? {
        guard takes(name) else { return nil }
        let time = try time()
        try take(",")
        return time
    }

    fileprivate mutating func flag() throws(Otherwise) -> Bool {
        if takes("true") { return true }
        try take("false")
        return false
    }
}

extension OfferStatus {
    fileprivate init(
        _ text: inout ExpectedText, _ places: inout WrittenStatus.Places
    ) throws(ExpectedText.Otherwise) {
        try text.take("{")
        var start = text.place
        let answer: Answer? = try text.optionalValue("\"answer\":")
        try text.take("\"canCancel\":{\"allowed\":")
        let allowed = try text.flag()
        let reason = text.takes(",\"reason\":\"") ? try text.string() : nil
        try text.take("}")
        places.answers = start..<text.place
        try text.take(",\"changed\":")
        changed = try text.time()
        currentStep = text.takes(",\"currentStep\":") ? try text.number() : nil
        try text.take(",")
        start = text.place
        let label = try text.optionalText("\"label\":\"")
        try text.take("\"language\":")
        let language: Language = try text.value()
        try text.take(",\"liveLinks\":")
        let liveLinks = try text.strings()
        try text.take(",\"memory\":{")
        memory = try Memory(&text)
        places.words = start..<text.place
        try text.take(",\"transitions\":")
        memory.transitions = try text.number()
        try text.take("},")
        start = text.place
        try text.take("\"notify\":")
        let notify = try text.strings()
        try text.take(",\"offer\":\"")
        let offer = try text.string()
        try text.take(",")
        let paused: Paused? = try text.optionalValue("\"paused\":")
        try text.take("\"previewLinks\":")
        let previewLinks = try text.strings()
        try text.take(",")
        let profile = try text.optionalText("\"profile\":\"")
        try text.take("\"publisher\":\"")
        var about = About(OfferKey(publisher: try text.string(), offer: offer))
        places.people = start..<text.place
        try text.take(",\"state\":\"")
        state = try OfferState(&text)
        steps = try Self.steps(&text, &places)
        try text.take(",")
        start = text.place
        about.submission = try text.optionalText("\"submission\":\"")
        try text.take("\"title\":\"")
        about.title = try text.string()
        try text.take(",\"type\":\"")
        about.type = try text.string()
        places.names = start..<text.place
        try text.take("}")
        about.answer = answer
        about.label = label
        about.language = language
        about.liveLinks = liveLinks
        about.notify = notify
        about.paused = paused
        about.previewLinks = previewLinks
        about.profile = profile
        self.about = Shared(about)
        canCancel = CanCancel(allowed: allowed, reason: reason)
    }

    private static func steps(
        _ text: inout ExpectedText, _ places: inout WrittenStatus.Places
    ) throws(ExpectedText.Otherwise) -> [StepStatus] {
        try text.take(",\"steps\":[")
        var steps: [StepStatus] = []
        guard !text.takes("]") else { return [] }
        steps.reserveCapacity(8)
        places.steps.reserveCapacity(8)
        repeat {
            let start = text.place
            steps.append(try StepStatus(&text))
            places.steps.append(start..<text.place)
        } while text.takes(",")
        try text.take("]")
        return steps
    }
}

extension OfferStatus.Memory {
    /// Takes all members but the last.
    fileprivate init(_ text: inout ExpectedText) throws(ExpectedText.Otherwise) {
        var kept = Kept()
        try text.take("\"cancel\":")
        kept.cancel = try text.value()
        try text.take(",")
        kept.certifiedBy = try text.optionalText("\"certifiedBy\":\"")
        kept.certifiedDigest = try text.optionalText("\"certifiedDigest\":\"")
        try text.take("\"commands\":")
        kept.commands = try text.strings()
        try text.take(",\"facts\":")
        if !text.takes("{}") { kept.facts = try text.value() }
        try text.take(",")
        kept.liveSubmission = try text.optionalText("\"liveSubmission\":\"")
        kept.liveTerms = try text.optionalText("\"liveTerms\":\"")
        kept.reviewLabel = try text.optionalText("\"reviewLabel\":\"")
        try text.take("\"submissions\":")
        kept.submissions = try text.number()
        if text.takes(",\"trace\":\"") { kept.trace = try text.string() }
        self.init()
        self.kept = Shared(kept)
    }
}

extension StepStatus {
    fileprivate init(_ text: inout ExpectedText) throws(ExpectedText.Otherwise) {
        try text.take("{")
        let approval: Bool? = try text.optionalValue("\"approval\":")
        try text.take("\"attempt\":")
        let attempt = try text.number()
        try text.take(",")
        let began = try text.optionalTime("\"began\":")
        let due = try text.optionalTime("\"due\":")
        let ended = try text.optionalTime("\"ended\":")
        let longest: PublishingProfile.Longest? = try text.optionalValue("\"longest\":")
        try text.take("\"name\":\"")
        let name = try text.string()
        var remarks = Remarks()
        try text.take(",\"notes\":")
        remarks.notes = try text.strings()
        try text.take(",\"overdue\":")
        let overdue = try text.flag()
        try text.take(",\"problems\":")
        if !text.takes("[]") { remarks.problems = try text.value() }
        try text.take(",")
        remarks.progress = try text.optionalValue("\"progress\":")
        remarks.reason = try text.optionalText("\"reason\":\"")
        let scheduled = try text.optionalTime("\"scheduled\":")
        try text.take("\"stage\":\"")
        let plan = Plan(stage: Stage(utf8: try text.plain()).rawValue, name: name, longest: longest, approval: approval)
        try text.take(",\"state\":\"")
        self.init(plan, remarks, state: try StepState(&text))
        try text.take("}")
        self.attempt = attempt
        self.began = began
        self.due = due
        self.ended = ended
        self.overdue = overdue
        self.scheduled = scheduled
    }
}

extension OfferState {
    /// Takes a word and its quote.
    fileprivate init(_ text: inout ExpectedText) throws(ExpectedText.Otherwise) {
        if text.takes("Running\"") {
            self = .running
        } else if let state = Self(rawValue: String(decoding: try text.plain(), as: UTF8.self)) {
            self = state
        } else {
            throw ExpectedText.Otherwise()
        }
    }
}

extension StepState {
    /// Takes a word and its quote.
    fileprivate init(_ text: inout ExpectedText) throws(ExpectedText.Otherwise) {
        if text.takes("Complete\"") {
            self = .complete
        } else if text.takes("NotStarted\"") {
            self = .notStarted
        } else if let state = Self(rawValue: String(decoding: try text.plain(), as: UTF8.self)) {
            self = state
        } else {
            throw ExpectedText.Otherwise()
        }
    }
}
