// An outcome as workers write it, read straight from its record: three of four events of an offer are one. What stands
// otherwise is read as an event first, from anybody and in any order.

import Base

extension StepResult {
    /// Reads the record of an outcome that is written as `message` writes it. Nil for any other, be it an outcome or not:
    /// `init(_ event:)` says.
    public init?(written record: [UInt8]) {
        let report = record.withUnsafeBufferPointer { bytes in
            try? { () throws(ExpectedText.Otherwise) in
                var text = try ExpectedText(bytes)
                return try StepResult(&text)
            }()
        }
        guard let report else { return nil }
        self = report
    }

    private init(_ text: inout ExpectedText) throws(ExpectedText.Otherwise) {
        try text.take("{\"specversion\":\"1.0\",\"id\":\"")
        let id = try text.plain()
        try text.take(",\"source\":\"")
        let source = try text.plain()
        try text.take(",\"type\":\"offers.step.")
        let word = try text.plain()
        try text.take(",\"subject\":\"")
        let subject = try text.plain()
        try text.take(",\"time\":")
        time = try text.time()
        try text.take(",\"submission\":\"")
        let submission = try text.plain()
        try text.take(",\"step\":")
        let step = try text.number()
        try text.take(",\"stage\":\"")
        let stage = try text.plain()
        try text.take(",\"attempt\":")
        attempt = try text.number()
        try text.take(",\"began\":")
        began = try text.time()
        let trace = text.takes(",\"traceparent\":\"") ? try text.plain() : nil
        try text.take(",\"datacontenttype\":\"application/json\",\"data\":")
        let body = try text.body()
        try text.take("}")
        guard text.isAtEnd, !id.isEmpty, !source.isEmpty, ScheduledStep.attempts.contains(attempt),
            submission.begins(with: subject), let submission = SubmissionID(utf8: submission),
            let outcome = Outcome(word, body)
        else { throw ExpectedText.Otherwise() }
        self.submission = submission
        self.outcome = outcome
        stop = Route.Stop(step: step, stage: Stage(utf8: stage))
        eventID = String(decoding: id, as: UTF8.self)
        self.trace = trace.map { String(decoding: $0, as: UTF8.self) }
        parked = body?.scheduled.map { Array($0.utf8) }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether these are the key, a slash and digits: with them a submission is one of the key's offer.
    fileprivate func begins(with key: UnsafeBufferPointer<UInt8>) -> Bool {
        count > key.count + 1 && self[key.count] == UInt8(ascii: "/")
            && UnsafeBufferPointer(rebasing: self[..<key.count]).isEqual(key)
            && UnsafeBufferPointer(rebasing: self[(key.count + 1)...]).wholeNumber != nil
    }
}

extension ExpectedText {
    /// Takes an outcome's data; nil where nothing stands in them.
    fileprivate mutating func body() throws(Otherwise) -> Body? {
        if takes("{}") { return nil }
        return try value()
    }
}

extension Outcome {
    /// By the word of the type, from behind `offers.step.`.
    fileprivate init?(_ word: UnsafeBufferPointer<UInt8>, _ body: Body?) {
        switch body {
        case nil where word.isEqual("completed.v1"): self = .completed(StepOutputs())
        case nil where word.isEqual("started.v1"): self = .started
        case nil where word.isEqual("waiting.v1"): self = .waiting(StepOutputs())
        default:
            let type = EventType(rawValue: "offers.step." + String(decoding: word, as: UTF8.self))
            guard let outcome = (body ?? Body()).outcome(of: type) else { return nil }
            self = outcome
        }
    }
}

extension StepResult {
    /// Whether these bytes are the key of its offer.
    public func isAbout(key: [UInt8]) -> Bool {
        let (publisher, offer) = (submission.offer.publisher.utf8, submission.offer.offer.utf8)
        guard key.count == publisher.count + 1 + offer.count else { return false }
        return key.withUnsafeBufferPointer { key in
            submission.offer.publisher.hasBytes(UnsafeBufferPointer(rebasing: key[..<publisher.count]))
                && key[publisher.count] == UInt8(ascii: "/")
                && submission.offer.offer.hasBytes(UnsafeBufferPointer(rebasing: key[(publisher.count + 1)...]))
        }
    }
}
