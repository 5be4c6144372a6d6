// Carries out one invocation: which task does what reads here, top down. Reading and asking are the desk's, wording and
// layout are Render's.

import Base
import Offers

/// One run of the tool.
final class Execution {
    let out: Out
    let world: World
    let isJSON: Bool
    let settings: Settings
    private let connect: () throws -> Desk
    private var connected: Desk?

    init(out: Out, world: World, isJSON: Bool, settings: Settings, connect: @escaping () throws -> Desk) {
        self.out = out
        self.world = world
        self.isJSON = isJSON
        self.settings = settings
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
        case .control(let scope, let pauses, let text): try control(scope, pauses: pauses, text)
        case .lint(let file, let choices): try lint(file, choices)
        case .compare(let file, let offer): try compare(file, offer)
        case .preview(let subscription, let offer): try showPreview(for: subscription, of: offer)
        case .status(let offer, let watches): try watches ? watchStatus(of: offer) : showStatus(of: offer)
        case .list(let publisher, let state): try showList(publisher: publisher, state: state)
        case .history(let offer): try showHistory(of: offer)
        case .notifications(let offer, let follows): try showNotifications(of: offer, follows: follows)
        case .lag: try showLag()
        case .rebuild(let offer): try rebuild(offer)
        case .deadLetters(let filter): try listLetters(filter)
        case .deadLetter(let letter): try showLetter(letter)
        case .redrive(let choice, let isTrial): try redrive(choice, isTrial: isTrial)
        case .doctor: try examine()
        case .applyTopics(let partitions, let replication):
            try applyTopics(partitions: partitions, replication: replication)
        case .describeTopics: try describeTopics()
        case .completion(let shell): out.write(shell.script)
        case .manual: out.write(Manual.page)
        case .contracts(let document): out.write(document.text)
        case .help(let verb): out.write(Help.text(verb))
        case .version: out.write("offerctl \(CommandLineTool.version)\n")
        }
    }
}
