// `offerctl context`: names the broker for the other commands.

extension CommandSpec {
    static let contextList = CommandSpec(
        name: "context list", group: .setUp,
        summary: "Show the saved connections",
        details: """
            Shows the named connections in ~/.config/offerctl/contexts.json, or in the folder that
            XDG_CONFIG_HOME names. A star marks the current one.
            """,
        json: "One object a line: context, broker, clientProperties, prefix and isCurrent."
    ) { invocation in
        let contexts = try Contexts.read(invocation.environment)
        let reports = contexts.contexts.map { ContextReport($0, isCurrent: $0.context == contexts.current) }
        invocation.show(reports, orText: ContextReport.table(reports, invocation.out.palette))
    }

    static let contextSet = CommandSpec(
        name: "context set", group: .setUp, operands: [Operand(name: "CONTEXT", accepts: .identifier)],
        summary: "Save a connection under a name",
        details: """
            Saves --broker, --client-properties and --prefix under the name CONTEXT, and replaces what
            was saved there. The first context becomes the current one.
            """,
        json: "One object: context, broker, clientProperties, prefix and isCurrent."
    ) { invocation in
        var context = Contexts.Context()
        context.context = invocation.arguments.operands[0]
        context.broker = invocation.arguments[.broker]
        context.clientProperties = invocation.arguments[.clientProperties]
        context.prefix = invocation.arguments[.prefix]
        guard context.broker != nil || context.clientProperties != nil else {
            throw ToolError(.usage, "give --broker HOST:PORT, --client-properties FILE or both")
        }
        var contexts = try Contexts.read(invocation.environment)
        contexts.contexts.removeAll { $0.context == context.context }
        contexts.contexts.append(context)
        contexts.contexts.sort { $0.context < $1.context }
        contexts.current = contexts.current ?? context.context
        try contexts.write(invocation.environment)
        let report = ContextReport(context, isCurrent: contexts.current == context.context)
        invocation.show(
            [report], orText: "Context \(context.context) is kept\(report.isCurrent ? ", and in use" : "")\n")
    }

    static let contextUse = CommandSpec(
        name: "context use", group: .setUp, operands: [Operand(name: "CONTEXT", accepts: .identifier)],
        summary: "Make a context the current one",
        details: """
            Makes CONTEXT the current connection. Options and the environment (OFFERS_BROKER) override
            it.
            """,
        json: "One object: context, broker, clientProperties, prefix and isCurrent."
    ) { invocation in
        var contexts = try Contexts.read(invocation.environment)
        let name = invocation.arguments.operands[0]
        guard let context = contexts[name] else {
            throw ToolError(.refused, "context \(name) not found; \"offerctl context list\" shows them all")
        }
        contexts.current = name
        try contexts.write(invocation.environment)
        invocation.show([ContextReport(context, isCurrent: true)], orText: "Context \(name) is in use\n")
    }
}

/// A context as `--json` prints it.
struct ContextReport: Codable, Equatable {
    var context: String
    var broker: String?
    var clientProperties: String?
    var prefix: String?
    var isCurrent: Bool

    init(_ context: Contexts.Context, isCurrent: Bool) {
        self.context = context.context
        (broker, clientProperties, prefix) = (context.broker, context.clientProperties, context.prefix)
        self.isCurrent = isCurrent
    }

    static func table(_ reports: [ContextReport], _ palette: Palette) -> String {
        if reports.isEmpty { return "There is no context; \"offerctl context set\" names one.\n" }
        var table = Table(["", "Context", "Broker", "Properties"])
        for report in reports {
            table.add([
                .init(report.isCurrent ? "*" : "", .good), .init(report.context), .init(report.broker ?? ""),
                .init(report.clientProperties ?? ""),
            ])
        }
        return table.lines(palette).text
    }
}
