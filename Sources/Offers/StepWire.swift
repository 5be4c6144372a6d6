// The JSON of a step in a status row, and of what a worker says of it, both ways.

import Base

extension StepStatus: WireValue {
    public func write(to json: inout JSONWriter) { json.put(capacity: 512, write) }

    public init(from json: inout JSONScanner) throws { self = try json.ordered() }
}

extension StepStatus {
    func write(to text: inout RecordText) {
        text.put("{")
        if let approval = plan.value.approval {
            text.put("\"approval\":")
            text.put(approval)
            text.put(",")
        }
        text.put("\"attempt\":")
        text.put(attempt)
        text.put(",\"began\":", began)
        text.put(",\"due\":", due)
        text.put(",\"ended\":", ended)
        if let longest = plan.value.longest {
            text.put(",\"longest\":{\"calendar\":", longest.calendar.rawValue)
            text.put(",\"duration\":", longest.duration)
            text.put("}")
        }
        text.put(",\"name\":", plan.value.name)
        text.put(",\"notes\":")
        text.put(texts: notes)
        text.put(",\"overdue\":")
        text.put(overdue)
        text.put(",\"problems\":")
        if problems.isEmpty { text.put("[]") } else { text.put(value: problems) }
        if let progress {
            text.put(",\"progress\":")
            text.put(value: progress)
        }
        text.put(",\"reason\":", reason)
        text.put(",\"scheduled\":", scheduled)
        text.put(",\"stage\":", plan.value.stage)
        text.put(",\"state\":", state.rawValue)
        text.put("}")
    }
}

extension StepStatus: OrderedWireValue {
    init(_ json: inout some JSONMembers) throws {
        let approval: Bool? = try json.optional("approval")
        let attempt: Int = try json.value("attempt")
        let began: Timestamp? = try json.optional("began")
        let due: Timestamp? = try json.optional("due")
        let ended: Timestamp? = try json.optional("ended")
        let longest: PublishingProfile.Longest? = try json.optional("longest")
        let name: String = try json.value("name")
        var remarks = Remarks()
        remarks.notes = try json.value("notes")
        let overdue: Bool = try json.value("overdue")
        remarks.problems = try json.value("problems")
        remarks.progress = try json.optional("progress")
        remarks.reason = try json.optional("reason")
        let scheduled: Timestamp? = try json.optional("scheduled")
        let plan = Plan(stage: try json.value("stage"), name: name, longest: longest, approval: approval)
        self.init(plan, remarks, state: try json.value("state"))
        self.attempt = attempt
        self.began = began
        self.due = due
        self.ended = ended
        self.overdue = overdue
        self.scheduled = scheduled
    }
}

extension PublishingProfile.Longest: WireValue {
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("calendar", calendar)
            $0.member("duration", duration)
        }
    }

    public init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        self.init(duration: try json.value("duration"), calendar: try json.value("calendar"))
    }
}

extension Progress: WireValue {
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("percent", percent)
            $0.member("regions", regions)
        }
    }

    public init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        self.init(percent: try json.value("percent"), regions: try json.value("regions"))
    }
}

extension Progress.Region: WireValue {
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("name", name)
            $0.member("percent", percent)
            $0.member("state", state)
        }
    }

    public init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        self.init(name: try json.value("name"), percent: try json.value("percent"), state: try json.value("state"))
    }
}

extension Problem: WireValue {
    /// With `message` and `remedy` in English for `jq`; they are ignored when read.
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("code", code)
            $0.member("message", message(in: .english))
            $0.member("pointer", pointer)
            $0.member("remedy", remedy(in: .english))
            $0.member("values", values)
        }
    }

    public init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        self.init(at: try json.value("pointer"), try json.value("code"), try json.optional("values") ?? [:])
    }
}

extension Remark: WireValue {
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("code", code)
            $0.member("values", values)
        }
    }

    public init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        self.init(try json.value("code"), try json.optional("values") ?? [:])
    }
}

extension StepOutputs: WireValue {
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("notes", notes)
            $0.member("progress", progress)
            $0.member("slip", slip)
        }
    }

    public init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        self.init(
            try json.value("slip"), notes: try json.value("notes"), progress: try json.optional("progress"))
    }
}
