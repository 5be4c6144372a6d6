// The status row's JSON, both ways. The members are those of the types' `Codable` form; a test holds the two equal.

import Localization

extension OfferState: WireValue {}
extension StepState: WireValue {}
extension Language: WireValue {}
extension PublishingProfile.Cancel: WireValue {}
extension PublishingProfile.Longest.Calendar: WireValue {}

extension OfferStatus: WireValue {
    public func write(to json: inout JSONWriter) {
        var places = WrittenStatus.Places()
        json.put(capacity: 1024 + 384 * steps.count) { write(to: &$0, &places, after: nil) }
    }

    public init(from json: inout JSONScanner) throws { self = try json.ordered() }
}

extension OfferStatus: OrderedWireValue {
    init(_ json: inout some JSONMembers) throws {
        let answer: Answer? = try json.optional("answer")
        canCancel = try json.value("canCancel")
        changed = try json.value("changed")
        currentStep = try json.optional("currentStep")
        let label: String? = try json.optional("label")
        let language: Language = try json.value("language")
        let liveLinks: [String] = try json.value("liveLinks")
        memory = try json.value("memory")
        let notify: [String] = try json.value("notify")
        let offer: String = try json.value("offer")
        let paused: Paused? = try json.optional("paused")
        let previewLinks: [String] = try json.value("previewLinks")
        let profile: String? = try json.optional("profile")
        var about = About(OfferKey(publisher: try json.value("publisher"), offer: offer))
        state = try json.value("state")
        steps = try json.value("steps")
        about.submission = try json.optional("submission")
        about.title = try json.value("title")
        about.type = try json.value("type")
        about.answer = answer
        about.label = label
        about.language = language
        about.liveLinks = liveLinks
        about.notify = notify
        about.paused = paused
        about.previewLinks = previewLinks
        about.profile = profile
        self.about = Shared(about)
    }
}

extension OfferStatus.CanCancel: WireValue {
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("allowed", allowed)
            $0.member("reason", reason)
        }
    }

    public init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        self.init(allowed: try json.value("allowed"), reason: try json.optional("reason"))
    }
}

extension OfferStatus.Paused: WireValue {
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("isHeld", isHeld)
            $0.member("reason", reason)
            $0.member("since", since)
        }
    }

    public init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        self.init(
            since: try json.value("since"), reason: try json.optional("reason"), isHeld: try json.value("isHeld"))
    }
}

extension OfferStatus.Answer: WireValue {
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("accepted", accepted)
            $0.member("code", code)
            $0.member("command", command)
            $0.member("kind", kind)
            $0.member("reason", reason)
        }
    }

    public init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        self.init(
            command: try json.value("command"), kind: try json.value("kind"), accepted: try json.value("accepted"),
            reason: try json.optional("reason"), code: try json.optional("code"))
    }
}

extension OfferStatus.Memory: WireValue {
    public func write(to json: inout JSONWriter) {
        json.put(capacity: 1024) { text in
            text.put("{")
            kept.value.write(to: &text)
            text.put(",\"transitions\":")
            text.put(transitions)
            text.put("}")
        }
    }

    public init(from json: inout JSONScanner) throws { self = try json.ordered() }
}

extension OfferStatus.Memory: OrderedWireValue {
    init(_ json: inout some JSONMembers) throws {
        var kept = Kept()
        kept.cancel = try json.value("cancel")
        kept.certifiedBy = try json.optional("certifiedBy")
        kept.certifiedDigest = try json.optional("certifiedDigest")
        kept.commands = try json.value("commands")
        kept.facts = try json.value("facts")
        kept.liveSubmission = try json.optional("liveSubmission")
        kept.liveTerms = try json.optional("liveTerms")
        kept.reviewLabel = try json.optional("reviewLabel")
        kept.submissions = try json.value("submissions")
        kept.trace = try json.optional("trace")
        self.kept = Shared(kept)
        transitions = try json.value("transitions")
    }
}

extension JSONWriter {
    /// A value that is written in one go.
    mutating func put(capacity: Int, _ write: (inout RecordText) -> Void) {
        RecordText.bytes(capacity: capacity, write).withUnsafeBufferPointer { raw($0) }
    }
}
