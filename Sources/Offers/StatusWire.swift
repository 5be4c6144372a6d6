// The status row's JSON, both ways. The members are those of the types' `Codable` form; a test holds the two equal.

extension OfferState: WireValue {}
extension StepState: WireValue {}
extension Language: WireValue {}
extension PublishingProfile.Cancel: WireValue {}
extension PublishingProfile.Longest.Calendar: WireValue {}

extension OfferStatus: WireValue {
    public func write(to json: inout JSONWriter) {
        write(to: &json) { json in
            for step in steps { json.element(step) }
        }
    }

    /// The same, with the elements of `steps` written by somebody who knows them already.
    public func write(to json: inout JSONWriter, steps: (inout JSONWriter) -> Void) {
        json.object {
            $0.member("answer", answer)
            $0.member("canCancel", canCancel)
            $0.member("changed", changed)
            $0.member("currentStep", currentStep)
            $0.member("label", label)
            $0.member("language", language)
            $0.member("liveLinks", liveLinks)
            $0.member("memory", memory)
            $0.member("notify", notify)
            $0.member("offer", offer)
            $0.member("paused", paused)
            $0.member("previewLinks", previewLinks)
            $0.member("profile", profile)
            $0.member("publisher", publisher)
            $0.member("state", state)
            $0.member("steps") { $0.array(steps) }
            $0.member("submission", submission)
            $0.member("title", title)
            $0.member("type", type)
        }
    }

    public init(from json: inout JSONScanner) throws { self = try json.ordered() }
}

extension OfferStatus: OrderedWireValue {
    init(_ json: inout some JSONMembers) throws {
        answer = try json.optional("answer")
        canCancel = try json.value("canCancel")
        changed = try json.value("changed")
        currentStep = try json.optional("currentStep")
        label = try json.optional("label")
        language = try json.value("language")
        liveLinks = try json.value("liveLinks")
        memory = try json.value("memory")
        notify = try json.value("notify")
        offer = try json.value("offer")
        paused = try json.optional("paused")
        previewLinks = try json.value("previewLinks")
        profile = try json.optional("profile")
        publisher = try json.value("publisher")
        state = try json.value("state")
        steps = try json.value("steps")
        submission = try json.optional("submission")
        title = try json.value("title")
        type = try json.value("type")
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
        json.object {
            $0.member("cancel", cancel)
            $0.member("certifiedBy", certifiedBy)
            $0.member("certifiedDigest", certifiedDigest)
            $0.member("commands", commands)
            $0.member("facts", facts)
            $0.member("liveSubmission", liveSubmission)
            $0.member("liveTerms", liveTerms)
            $0.member("reviewLabel", reviewLabel)
            $0.member("submissions", submissions)
            $0.member("trace", trace)
            $0.member("transitions", transitions)
        }
    }

    public init(from json: inout JSONScanner) throws { self = try json.ordered() }
}

extension OfferStatus.Memory: OrderedWireValue {
    init(_ json: inout some JSONMembers) throws {
        self.init()
        cancel = try json.value("cancel")
        certifiedBy = try json.optional("certifiedBy")
        certifiedDigest = try json.optional("certifiedDigest")
        commands = try json.value("commands")
        facts = try json.value("facts")
        liveSubmission = try json.optional("liveSubmission")
        liveTerms = try json.optional("liveTerms")
        reviewLabel = try json.optional("reviewLabel")
        submissions = try json.value("submissions")
        trace = try json.optional("trace")
        transitions = try json.value("transitions")
    }
}
