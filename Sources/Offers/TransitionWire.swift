// The JSON of a line of history, as the coordinator writes it at every transition. Its readers (notifier, tools) are
// seldom enough to use `Codable`; a test holds the two forms equal.

extension Transition {
    /// The line as JSON, equal to its `Codable` form.
    public var json: [UInt8] { JSONWriter.bytes(capacity: 1024, write) }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("by", by)
            $0.member("cause", cause)
            $0.member("command", command)
            $0.member("kind", kind.rawValue)
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
