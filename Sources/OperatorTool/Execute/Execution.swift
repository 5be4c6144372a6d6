// Carries out one invocation: which task does what reads here, top down. Reading and asking are the desk's, wording and
// layout are Render's.

import Offers

/// One run of the tool.
final class Execution {
    let out: Out
    let world: World
    let isJSON: Bool
    private let connect: () throws -> Desk
    private var connected: Desk?

    init(out: Out, world: World, isJSON: Bool, connect: @escaping () throws -> Desk) {
        self.out = out
        self.world = world
        self.isJSON = isJSON
        self.connect = connect
    }

    /// The desk, made when first needed.
    func desk() throws -> Desk {
        if let connected { return connected }
        let desk = try connect()
        connected = desk
        return desk
    }

    /// Does the task; `patience` bounds the wait for the coordinator. Throws `ToolError`s.
    func run(_ task: Invocation.Task, patience: Duration) throws {
        switch task {
        case .publish(let file, let choices):
            try ask(publishCommand(file, choices), waiting: choices.waits ? patience : nil)
        case .command(let kind, let offer, let text, let waits):
            try ask(command(kind, offer, text: text), waiting: waits ? patience : nil)
        case .status(let offer): try showStatus(of: offer)
        case .list(let publisher, let state): try showList(publisher: publisher, state: state)
        case .history(let offer): try showHistory(of: offer)
        case .notifications(let offer, let follows): try showNotifications(of: offer, follows: follows)
        case .applyTopics(let partitions, let replication):
            try applyTopics(partitions: partitions, replication: replication)
        case .describeTopics: try describeTopics()
        case .help(let verb): out.write(Help.text(verb))
        case .version: out.write("offerctl \(OperatorTool.version)\n")
        }
    }
}
