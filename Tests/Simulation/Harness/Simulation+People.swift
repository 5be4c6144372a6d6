// What people send in a simulation run: at the wrong time, twice, late, to the wrong place, for another's offer, and what is not a
// command at all.

import Base
import Events
import Log
import Offers
import TestSupport

/// What was sent, and what of it has not arrived yet.
struct PostBag {
    /// The coordinator knows the last 32 commands of an offer again, so no run gives one more than that.
    static let mostCommands = 30

    var sent = Sent()
    var earlier: [Message] = []
    var delayed: [Message] = []
    /// What operators have paused and not resumed.
    var stopped: [Controls.Scope] = []
    private var commands = 0
    private var byOffer: [OfferKey: Int] = [:]

    mutating func nextID() -> String {
        commands += 1
        return "command-\(commands)"
    }

    /// Whether the offer may be given another one; counts it.
    mutating func take(_ offer: OfferKey) -> Bool {
        byOffer[offer, default: 0] += 1
        return byOffer[offer, default: 0] <= Self.mostCommands
    }
}

extension Simulation {
    func ask() {
        guard let offer = one(of: offers), mail.take(offer.good.key) else { return }
        let key = offer.good.key
        switch number(in: 0...99) {
        case ..<12: bare(chance(80) ? offer.good : offer.bad)
        case ..<30: publish(chance(80) ? offer.good : offer.bad)
        case ..<58: send(command(.goLive, key))
        case ..<66: send(command(.cancel, key))
        case ..<78: send(command(.resume, key))
        case ..<83: send(command(.approve, key))
        case ..<85: send(command(.reject, key))
        case ..<87: send(command(.requestSupport, key))
        case ..<90: send(command(.pause, key))
        case ..<93: send(command(.stopSelling, key))
        default: repeatEarlier()
        }
    }

    private func publish(_ offer: SampleOffer) {
        var command = command(.publish, offer.key)
        command.event.data = offer.document
        let profiles = ["vm-2017", "vm-staging-2016", "vm-early", "vm-early", "vm-1999"]
        if chance(40) { command.event[Command.Name.profile] = one(of: profiles) }
        mail.sent.documents[offer.key, default: []].insert(offer.document)
        send(command)
    }

    func command(_ kind: CommandKind, _ offer: OfferKey) -> Command {
        Command(kind, offer: offer, id: mail.nextID(), at: line.clock.now)
    }

    func send(_ command: Command) {
        trace?("\(command.kind.rawValue) \(command.offer) is sent")
        mail.sent.commands[command.event.id] = command.kind
        mail.earlier.append(command.message)
        if chance(15) { mail.delayed.append(command.message) } else { place(command.message) }
    }

    /// One of those that were sent arrives, in no order.
    func arrive() {
        guard !mail.delayed.isEmpty else { return }
        place(mail.delayed.remove(at: number(in: 0...mail.delayed.count - 1)))
    }

    /// A client of another make may put a record anywhere, with or without a key.
    private func place(_ message: Message) {
        var message = message
        if chance(20) { message.key = nil }
        line.broker.append(message, partition: chance(30) ? anyPartition() : nil)
    }

    private func anyPartition() -> Int32 { Int32(number(in: 0...line.broker.partitions - 1)) }

    /// A bare document is known by the place and the time it has in the log.
    private func bare(_ offer: SampleOffer) {
        let partition = anyPartition()
        let offset = line.broker.records(TopicPartition(Topic.commands.name, partition)).count
        let time = line.broker.now().milliseconds
        mail.sent.commands["\(Topic.commands)/\(partition)/\(offset)@\(time)"] = .publish
        mail.sent.documents[offer.key, default: []].insert(offer.document)
        line.broker.append(
            Message(topic: .commands, key: offer.key.bytes, value: offer.document), partition: partition)
    }

    private func repeatEarlier() {
        guard let message = one(of: mail.earlier) else { return }
        if chance(30) { mail.delayed.append(message) } else { place(message) }
    }

    /// An operator pauses a stage or the whole line.
    func stop() {
        let stage = one(of: Stage.all)
        let scope = chance(30) ? Controls.Scope.pipeline : stage.map(Controls.Scope.stage) ?? .pipeline
        trace?("\(scope) is paused")
        mail.stopped.append(scope)
        let pause = Controls.Pause(since: line.clock.now)
        line.broker.append(Controls.message(scope, pause, id: "pause-\(mail.stopped.count)", source: "/test"))
    }

    /// Everything that operators have paused resumes, and everybody has had the time to read it.
    func goOn() {
        guard !mail.stopped.isEmpty else { return }
        trace?("everything resumes")
        for scope in mail.stopped { line.broker.append(Controls.release(scope)) }
        mail.stopped = []
        line.clock.advance(.seconds(1))
    }

    /// What nobody can use: of another publisher, no event, an outcome that no worker says, or of no submission.
    func poison() {
        guard let offer = one(of: offers)?.good.key else { return }
        let mark = "poison-\(mail.sent.poison.count + 1)"
        mail.sent.poison.append(mark)
        var event = CloudEvent(
            id: mark, source: "/test", type: .command(.goLive), subject: offer.description, time: line.clock.now)
        switch number(in: 0...3) {
        case 0:
            event["sender"] = "fabrikam"
            place(Message(topic: .commands, event: event))
        case 1:
            let topics = line.programs.flatMap(\.inputs).filter { $0 != .history }
            let text = #"{"is":"\#(mark)"}"#
            let topic = one(of: topics) ?? .commands
            line.broker.append(Message(topic: topic, key: offer.bytes, value: Array(text.utf8)))
        case 2:
            event.type = EventType(rawValue: "offers.step.finished.v1")
            line.broker.append(Message(topic: .outcomes, event: event))
        default:
            event.type = EventType(rawValue: "offers.step.completed.v1")
            event.set("submission", .integer(99))
            event.set("step", .integer(1))
            event["stage"] = "certify"
            event["began"] = "\(line.clock.now)"
            line.broker.append(Message(topic: .outcomes, event: event))
        }
    }
}

extension Script {
    /// Most steps complete, many of them slowly; some fail for a while, a few until an operator comes, a few are rejected.
    package static func from(seed: Int) -> Script {
        Script { step in
            let mixed = step.envelope.id.utf8.reduce(UInt64(bitPattern: Int64(seed))) {
                ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
            }
            var random = SeededGenerator(seed: mixed)
            switch Int.random(in: 0..<100, using: &random) {
            case ..<4: return .reject(problems: Int.random(in: 1...3, using: &random))
            case ..<8: return .fail(times: .max)
            case ..<20: return .fail(times: Int.random(in: 1...2, using: &random))
            case ..<40: return .slow(parts: Int.random(in: 1...3, using: &random))
            default: return .complete
            }
        }
    }
}
