// `offerctl doctor`: checks everything that the pipeline needs, changes nothing, and says how to fix what is wrong.

extension CommandSpec {
    static let doctor = CommandSpec(
        name: "doctor", group: .setUp,
        summary: "Check what the pipeline needs",
        details: """
            Checks everything that the pipeline needs, and shows for each item what is wrong and what
            to do: the broker, topics with their partitions and settings, rights, consumer groups,
            hanging transactions, partitions without progress, pauses and blocked offers, policy,
            profiles, regions and scanner. It changes nothing.
            """,
        json: "One object a line: what, state (good, unknown, or bad), says and, if bad, remedy."
    ) { invocation in
        let findings = invocation.brokerFindings() + invocation.fileFindings()
        invocation.show(findings, orText: DoctorPage.text(findings, invocation.out.palette))
        let bad = findings.count { $0.state == .bad }
        if bad > 0 {
            let things = bad == 1 ? "1 thing is" : "\(bad) things are"
            throw ToolError(.refused, "\(things) wrong; follow the remedies and run this again")
        }
    }
}

/// One finding; `--json` prints it.
struct Finding: Codable, Equatable {
    enum State: String, Codable {
        case good, unknown, bad
    }

    var what: String
    var state: State
    var says: String
    /// What to do.
    var remedy: String?

    static func good(_ what: String, _ says: String) -> Finding { Finding(what: what, state: .good, says: says) }

    static func unknown(_ what: String, _ says: String) -> Finding { Finding(what: what, state: .unknown, says: says) }

    static func bad(_ what: String, _ says: String, remedy: String) -> Finding {
        Finding(what: what, state: .bad, says: says, remedy: remedy)
    }
}
