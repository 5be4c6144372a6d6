// The JSON of a line of history, both ways: the coordinator writes one and the notifier reads one at every transition.
// The members are those of the types' `Codable` form; a test holds the two equal.

import Base

extension Transition.Kind: WireValue {}

extension Transition: WireValue {
    public func write(to json: inout JSONWriter) { json.put(capacity: 1024, write) }

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

extension Transition {
    /// The record's value: an event of the offer whose data are the transition.
    public func event(source: String, at time: Timestamp, trace: String?) -> [UInt8] {
        RecordText.bytes(capacity: 1536) { text in
            text.beginEvent(
                id: offer, "/transition-", sequence, source: source, type: "offers.transition.recorded.v1",
                subject: offer, time: time)
            text.put(",\"submission\":", submission)
            text.put(",\"traceparent\":", trace)
            text.put(",\"datacontenttype\":\"application/json\",\"data\":")
            write(to: &text)
            text.put("}")
        }
    }

    private func write(to text: inout RecordText) {
        text.put("{\"by\":", by)
        text.put(",\"cause\":", cause)
        text.put(",\"command\":", command)
        text.put(",\"kind\":", kind.rawValue)
        text.put(",\"label\":", label)
        text.put(",\"language\":", language.rawValue)
        text.put(",\"links\":")
        text.put(texts: links)
        text.put(",\"notes\":")
        text.put(texts: notes)
        text.put(",\"notify\":")
        text.put(texts: notify)
        text.put(",\"offer\":", offer)
        text.put(",\"problems\":")
        if problems.isEmpty { text.put("[]") } else { text.put(value: problems) }
        text.put(",\"reason\":", reason)
        text.put(",\"sequence\":")
        text.put(sequence)
        text.put(",\"state\":", state.rawValue)
        step?.write(to: &text)
        text.put(",\"submission\":", submission)
        text.put(",\"ticket\":", ticket)
        text.put(",\"time\":", time)
        text.put(",\"title\":", title)
        text.put("}")
    }
}

extension Transition.Step {
    /// As a member with a comma in front.
    fileprivate func write(to text: inout RecordText) {
        text.put(",\"step\":{\"count\":")
        text.put(count)
        text.put(",\"index\":")
        text.put(index)
        text.put(",\"name\":", name)
        text.put(",\"number\":")
        text.put(number)
        text.put(",\"stage\":", stage)
        text.put("}")
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
