// The JSON of a line of history, both ways: the coordinator writes one and the notifier reads one at every transition.
// The members are those of the types' `Codable` form; a test holds the two equal.

extension Transition.Kind: WireValue {}

extension Transition: WireValue {
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("by", by)
            $0.member("cause", cause)
            $0.member("command", command)
            $0.member("kind", kind)
            $0.member("label", label)
            $0.member("language", language)
            $0.member("links", links)
            $0.member("notes", notes)
            $0.member("notify", notify)
            $0.member("offer", offer)
            $0.member("problems", problems)
            $0.member("reason", reason)
            $0.member("sequence", sequence)
            $0.member("state", state)
            $0.member("step", step)
            $0.member("submission", submission)
            $0.member("ticket", ticket)
            $0.member("time", time)
            $0.member("title", title)
        }
    }

    public init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        by = try json.value("by")
        cause = try json.value("cause")
        command = try json.optional("command")
        kind = try json.value("kind")
        label = try json.optional("label")
        language = try json.value("language")
        links = try json.value("links")
        notes = try json.value("notes")
        notify = try json.value("notify")
        offer = try json.value("offer")
        problems = try json.value("problems")
        reason = try json.optional("reason")
        sequence = try json.value("sequence")
        state = try json.value("state")
        step = try json.optional("step")
        submission = try json.optional("submission")
        ticket = try json.optional("ticket")
        time = try json.value("time")
        title = try json.value("title")
    }
}

extension Transition.Step: WireValue {
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("count", count)
            $0.member("index", index)
            $0.member("name", name)
            $0.member("number", number)
            $0.member("stage", stage)
        }
    }

    public init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        self.init(
            index: try json.value("index"), stage: try json.value("stage"), name: try json.value("name"),
            number: try json.value("number"), count: try json.value("count"))
    }
}
