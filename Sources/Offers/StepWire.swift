// The JSON of a step in a status row, and of what a worker says of it, both ways.

extension StepStatus: WireValue {
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("approval", approval)
            $0.member("attempt", attempt)
            $0.member("began", began)
            $0.member("due", due)
            $0.member("ended", ended)
            $0.member("longest", longest)
            $0.member("name", name)
            $0.member("notes", notes)
            $0.member("overdue", overdue)
            $0.member("problems", problems)
            $0.member("progress", progress)
            $0.member("reason", reason)
            $0.member("scheduled", scheduled)
            $0.member("stage", stage)
            $0.member("state", state)
        }
    }

    public init(from json: inout JSONScanner) throws { self = try json.ordered() }
}

extension StepStatus: OrderedWireValue {
    init(_ json: inout some JSONMembers) throws {
        approval = try json.optional("approval")
        attempt = try json.value("attempt")
        began = try json.optional("began")
        due = try json.optional("due")
        ended = try json.optional("ended")
        longest = try json.optional("longest")
        name = try json.value("name")
        notes = try json.value("notes")
        overdue = try json.value("overdue")
        problems = try json.value("problems")
        progress = try json.optional("progress")
        reason = try json.optional("reason")
        scheduled = try json.optional("scheduled")
        stage = try json.value("stage")
        state = try json.value("state")
    }
}

extension [StepStatus] {
    /// Whether a step is what it is among others.
    public func isSame(at index: Int, in others: [StepStatus]) -> Bool {
        withUnsafeBufferPointer { own in
            others.withUnsafeBufferPointer { $0.indices.contains(index) && own[index] == $0[index] }
        }
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
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.member("code", code)
            $0.member("message", message)
            $0.member("pointer", pointer)
            $0.member("remedy", remedy)
        }
    }

    public init(from json: inout JSONScanner) throws {
        let json = try JSONObject(&json)
        self.init(
            at: try json.value("pointer"), try json.value("code"), try json.value("message"),
            remedy: try json.value("remedy"))
    }
}

extension Facts: WireValue {
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
