// A row written after another: what an event has not changed is copied from where it stood before, in a few stretches and
// step by step. What is the same is known by its being shared, so nothing long is compared.

import Base

/// A status beside the record that says it. Never changed, so it is shared by all who have to do with it.
public final class WrittenStatus: Sendable {
    public let status: OfferStatus
    /// The record's key and value.
    public let key: [UInt8]
    public let bytes: [UInt8]
    /// When the running step becomes overdue, by the envelope; the outer nil is for a row that was not written as we write.
    public let deadline: Timestamp??
    /// Nil where nobody knows: the row was not written as we write.
    let places: Places?

    /// Where in the bytes stands what the next row may copy.
    struct Places: Sendable {
        /// `answer` and `canCancel`.
        var answers = 0..<0
        /// `label` up to the members of `memory` that seldom change.
        var words = 0..<0
        /// `notify` up to `publisher`.
        var people = 0..<0
        var steps: [Range<Int>] = []
        /// `submission` up to the end.
        var names = 0..<0
    }

    init(_ status: OfferStatus, key: [UInt8], _ bytes: [UInt8], deadline: Timestamp??, _ places: Places?) {
        self.status = status
        self.key = key
        self.bytes = bytes
        self.deadline = deadline
        self.places = places
    }

    /// Writes a row: an event whose id is that of its `cause` and a word, whose data are the status. `before` is the row
    /// that this one takes the place of.
    public convenience init(
        _ status: OfferStatus, cause: String, source: String, deadline: Timestamp?, after before: WrittenStatus?
    ) {
        var places = Places()
        places.steps.reserveCapacity(status.steps.count)
        let guess = before.map { $0.bytes.count + 512 } ?? 1536 + 384 * status.steps.count
        let bytes = RecordText.bytes(capacity: guess) { text in
            text.beginEvent(
                id: cause, "/status", source: source, type: "offers.status.changed.v1", subject: status.subject,
                time: status.changed)
            text.put(",\"deadline\":", deadline)
            text.put(",\"traceparent\":", status.memory.trace)
            text.put(",\"datacontenttype\":\"application/json\",\"data\":")
            status.write(to: &text, &places, after: before)
            text.put("}")
        }
        self.init(status, key: before?.key ?? status.key.bytes, bytes, deadline: .some(deadline), places)
    }
}

extension OfferStatus {
    /// Writes the status and notes where what stands.
    func write(to text: inout RecordText, _ places: inout WrittenStatus.Places, after before: WrittenStatus?) {
        let known = before?.places
        let bytes = before?.bytes ?? []
        let isSame = before?.status.about.isSame(as: about) ?? false
        func stretch(
            _ place: Range<Int>?, _ text: inout RecordText, else write: (inout RecordText) -> Void
        ) -> Range<Int> {
            if let place { return text.put(place, of: bytes) }
            let start = text.count
            write(&text)
            return start..<text.count
        }
        let answers = isSame && before?.status.canCancel == canCancel
        text.put("{")
        places.answers = stretch(answers ? known?.answers : nil, &text, else: { writeAnswers(to: &$0) })
        text.put(",\"changed\":", changed)
        if let currentStep {
            text.put(",\"currentStep\":")
            text.put(currentStep)
        }
        let words = isSame && before?.status.memory.kept.isSame(as: memory.kept) ?? false
        text.put(",")
        places.words = stretch(words ? known?.words : nil, &text, else: { writeWords(to: &$0) })
        text.put(",\"transitions\":")
        text.put(memory.transitions)
        text.put("},")
        places.people = stretch(isSame ? known?.people : nil, &text, else: { writePeople(to: &$0) })
        text.put(",\"state\":", state.rawValue)
        text.put(",\"steps\":[")
        for index in steps.indices {
            if index > 0 { text.put(",") }
            let place = before?.place(of: index, asIn: steps)
            places.steps.append(stretch(place, &text, else: { steps[index].write(to: &$0) }))
        }
        text.put("],")
        places.names = stretch(isSame ? known?.names : nil, &text, else: { writeNames(to: &$0) })
        text.put("}")
    }

    private func writeAnswers(to text: inout RecordText) {
        if let answer {
            answer.write(to: &text)
            text.put(",")
        }
        text.put("\"canCancel\":{\"allowed\":")
        text.put(canCancel.allowed)
        text.put(",\"reason\":", canCancel.reason)
        text.put("}")
    }

    /// But for `transitions` and the end of `memory`.
    private func writeWords(to text: inout RecordText) {
        if let label {
            text.put("\"label\":", label)
            text.put(",")
        }
        text.put("\"language\":", language.rawValue)
        text.put(",\"liveLinks\":")
        text.put(texts: liveLinks)
        text.put(",\"memory\":{")
        memory.kept.value.write(to: &text)
    }

    private func writePeople(to text: inout RecordText) {
        text.put("\"notify\":")
        text.put(texts: notify)
        text.put(",\"offer\":", offer)
        if let paused {
            text.put(",\"paused\":")
            text.put(value: paused)
        }
        text.put(",\"previewLinks\":")
        text.put(texts: previewLinks)
        text.put(",\"profile\":", profile)
        text.put(",\"publisher\":", publisher)
    }

    private func writeNames(to text: inout RecordText) {
        if let submission {
            text.put("\"submission\":", submission)
            text.put(",")
        }
        text.put("\"title\":", title)
        text.put(",\"type\":", type)
    }
}

extension OfferStatus.Answer {
    fileprivate func write(to text: inout RecordText) {
        text.put("\"answer\":{\"accepted\":")
        text.put(accepted)
        text.put(",\"code\":", code)
        text.put(",\"command\":", command)
        text.put(",\"kind\":", kind)
        text.put(",\"reason\":", reason)
        text.put("}")
    }
}

extension OfferStatus.Memory.Kept {
    /// All members of `memory` but the last.
    func write(to text: inout RecordText) {
        text.put("\"cancel\":", cancel.rawValue)
        text.put(",\"certifiedBy\":", certifiedBy)
        text.put(",\"certifiedDigest\":", certifiedDigest)
        text.put(",\"commands\":")
        text.put(texts: commands)
        text.put(",\"facts\":")
        if facts.isEmpty { text.put("{}") } else { text.put(value: facts) }
        text.put(",\"liveSubmission\":", liveSubmission)
        text.put(",\"liveTerms\":", liveTerms)
        text.put(",\"reviewLabel\":", reviewLabel)
        text.put(",\"submissions\":")
        text.put(submissions)
        text.put(",\"trace\":", trace)
    }
}

extension WrittenStatus {
    /// Where a step stands, if it is the same there.
    fileprivate func place(of index: Int, asIn others: [StepStatus]) -> Range<Int>? {
        guard let places, places.steps.indices.contains(index) else { return nil }
        let isSame = status.steps.withUnsafeBufferPointer { own in
            others.withUnsafeBufferPointer { others in
                guard let own = own.baseAddress, let others = others.baseAddress else { return false }
                return StepStatus.areSame(own + index, others + index)
            }
        }
        return isSame ? places.steps[index] : nil
    }
}

extension StepStatus {
    /// Whether these two are the same, by what they share; false says nothing. By pointers: a copy of a step is three
    /// references counted.
    fileprivate static func areSame(_ one: UnsafePointer<StepStatus>, _ other: UnsafePointer<StepStatus>) -> Bool {
        one.pointee.state == other.pointee.state && one.pointee.attempt == other.pointee.attempt
            && one.pointee.overdue == other.pointee.overdue && one.pointee.scheduled == other.pointee.scheduled
            && one.pointee.began == other.pointee.began && one.pointee.ended == other.pointee.ended
            && one.pointee.due == other.pointee.due && one.pointee.plan.isSame(as: other.pointee.plan)
            && areSame(one.pointee.remarks, other.pointee.remarks)
    }

    private static func areSame(_ one: Shared<Remarks>?, _ other: Shared<Remarks>?) -> Bool {
        switch (one, other) {
        case (nil, nil): true
        case (let own?, let others?): own.isSame(as: others)
        case (nil, _?), (_?, nil): false
        }
    }
}
