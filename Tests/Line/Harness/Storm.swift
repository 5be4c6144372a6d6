// A run from a seed: who goes on next, when work ends, who dies, what people send and what comes twice. Everything comes
// from one generator, so the number of a failing run is all that is needed to see it again.

import EventLog
import Offers
import TestSupport

/// A line in bad weather, and the account of what was sent into it.
final class Storm {
    let line: SimulatedLine
    private(set) var sent = Sent()
    private var random: SeededGenerator
    private var number = 0
    private var offers: [(good: SampleOffer, bad: SampleOffer)] = []
    private var earlier: [Message] = []

    init(
        seed: Int, offers count: Int = 3, with crews: [Crew] = [],
        wrap: @escaping SimulatedLine.Wrapping = { log, _ in log }
    ) throws {
        random = SeededGenerator(seed: UInt64(seed))
        var profiles = try SimulatedLine.shippedProfiles()
        var early = profiles["vm-2018"]
        early?.name = "vm-early"
        early?.cancel = .untilSignOff
        early?.defaultFor = []
        early?.steps[2].approval = true  // Certification.
        profiles["vm-early"] = early
        line = try SimulatedLine(
            .from(seed: seed), profiles: profiles, partitions: 1 + seed % 4, instances: 1 + seed % 2, with: crews,
            wrap: wrap)
        for index in 1...count {
            let changes = random.chance(50) ? SampleOffer.noTestDrive : []
            offers.append(
                (
                    try SampleOffer("offer-\(index)", changes: changes),
                    try SampleOffer("offer-\(index)", changes: changes + SampleOffer.broken)
                ))
        }
    }

    /// What is broken now.
    func violations(_ delivery: Invariants.Delivery = .exactlyOnce) throws -> [String] {
        Invariants(evidence: try Evidence(line), sent: sent, delivery: delivery).violations
    }

    // MARK: Weather

    func blow(_ rounds: Int) throws {
        for _ in 0..<rounds {
            switch Int.random(in: 0..<100, using: &random) {
            case ..<55: _ = try pick()?.turn()
            case ..<78: work()
            case ..<84: line.clock.advance(.milliseconds(Int.random(in: 1...3000, using: &random)))
            case 84: line.clock.advance(.seconds(3600 * Int.random(in: 1...60, using: &random)))
            case ..<88: try line.crash(Int.random(in: line.members.indices, using: &random))
            case ..<90: try rebalance()
            case 90: poison()
            default: ask()
            }
        }
    }

    /// Everybody is back, and the line runs until it waits for people.
    func rest() throws {
        for crew in line.crews where !line.members.contains(where: { $0.crew.name == crew.name }) {
            try line.join(crew)
        }
        try line.settle()
    }

    /// People do their part until nothing waits for them; false where something still does after long.
    func finish() throws -> Bool {
        for _ in 0..<20 {
            let waiting = try line.rows().compactMap(Self.nextCommand)
            guard !waiting.isEmpty else { return true }
            for (kind, offer) in waiting { send(command(kind, offer)) }
            try rest()
        }
        return false
    }

    /// What moves an offer on, where it waits for people.
    private static func nextCommand(_ row: OfferStatus) -> (CommandKind, OfferKey)? {
        if row.paused != nil { return (.resume, row.key) }
        guard row.state != .waitingForPublisherReview else { return (.goLive, row.key) }
        guard row.state == .running, let step = row.currentStep else { return nil }
        return row.steps[step].state == .blocked ? (.resume, row.key) : (.approve, row.key)
    }

    private func pick() -> Member? { line.members.randomElement(using: &random) }

    private func work() {
        guard let busy = line.members.filter({ $0.executor.waiting > 0 }).randomElement(using: &random) else { return }
        busy.executor.run(at: Int.random(in: 0..<busy.executor.waiting, using: &random))
    }

    /// Somebody comes or goes; a crew may for a while have nobody.
    private func rebalance() throws {
        if line.members.count < line.crews.count * 2, let crew = line.crews.randomElement(using: &random) {
            try line.join(crew)
        } else if line.members.count > 1 {
            line.kill(Int.random(in: line.members.indices, using: &random))
        }
    }

    // MARK: People

    private func ask() {
        guard let offer = offers.randomElement(using: &random) else { return }
        let key = offer.good.key
        switch Int.random(in: 0..<100, using: &random) {
        case ..<12: bare(random.chance(80) ? offer.good : offer.bad)
        case ..<30: publish(random.chance(80) ? offer.good : offer.bad)
        case ..<60: send(command(.goLive, key))
        case ..<66: send(command(.cancel, key))
        case ..<78: send(command(.resume, key))
        case ..<83: send(command(.approve, key))
        case ..<85: send(command(.reject, key))
        case ..<87: send(command(.requestSupport, key))
        case ..<92: send(command(.pause, key))
        default: repeatEarlier()
        }
    }

    private func publish(_ offer: SampleOffer) {
        var command = command(.publish, offer.key)
        command.event.data = offer.document
        let profiles = ["vm-2017", "vm-staging-2016", "vm-early", "vm-early", "vm-1999"]
        if random.chance(40) { command.event[Command.Name.profile] = profiles.randomElement(using: &random) }
        sent.documents[offer.key, default: []].insert(offer.document)
        send(command)
    }

    private func command(_ kind: CommandKind, _ offer: OfferKey) -> Command {
        number += 1
        return Command(kind, offer: offer, id: "command-\(number)", at: line.clock.now)
    }

    private func send(_ command: Command) {
        sent.commands[command.event.id] = command.kind
        earlier.append(command.message)
        place(command.message)
    }

    /// A client of another make may put a record anywhere, with or without a key.
    private func place(_ message: Message) {
        var message = message
        if random.chance(20) { message.key = nil }
        line.broker.append(message, partition: random.chance(30) ? anyPartition() : nil)
    }

    private func anyPartition() -> Int32 { Int32.random(in: 0..<Int32(line.broker.partitions), using: &random) }

    /// A bare document is known by the place it has in the log.
    private func bare(_ offer: SampleOffer) {
        let partition = anyPartition()
        let offset = line.broker.records(of: .commands).count { $0.partition == partition }
        sent.commands["\(Topic.commands)/\(partition)/\(offset)"] = .publish
        sent.documents[offer.key, default: []].insert(offer.document)
        let message = Message(topic: .commands, key: offer.key.bytes, value: offer.document)
        line.broker.append(message, partition: partition)
    }

    private func repeatEarlier() {
        guard let message = earlier.randomElement(using: &random) else { return }
        place(message)
    }

    /// What nobody can use: of another publisher, no event, an outcome that no worker says, or of no submission.
    private func poison() {
        guard let offer = offers.randomElement(using: &random)?.good.key else { return }
        let mark = "poison-\(sent.poison.count + 1)"
        sent.poison.append(mark)
        var event = Event(
            id: mark, source: "/test", type: CommandKind.goLive.type, subject: offer.description, time: line.clock.now)
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            event["sender"] = "fabrikam"
            place(Message(topic: .commands, event: event))
        case 1:
            let topics = line.crews.flatMap(\.inputs).filter { $0 != .history }
            let text = #"{"is":"\#(mark)"}"#
            let topic = topics.randomElement(using: &random) ?? .commands
            line.broker.append(Message(topic: topic, key: offer.bytes, value: Array(text.utf8)))
        case 2:
            event.type = EventType(rawValue: "offers.step.finished.v1")
            line.broker.append(Message(topic: .outcomes, event: event))
        default:
            event.type = EventType(rawValue: "offers.step.completed.v1")
            event["submission"] = "\(offer)/99"
            event["stage"] = "certify"
            event.set("step", .integer(1))
            event.set("attempt", .integer(1))
            line.broker.append(Message(topic: .outcomes, event: event))
        }
    }
}

extension Script {
    /// Most steps complete; some fail for a while, a few until an operator comes, a few are rejected.
    static func from(seed: Int) -> Script {
        Script { slip in
            let mixed = slip.event.id.utf8.reduce(UInt64(seed)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
            var random = SeededGenerator(seed: mixed)
            switch Int.random(in: 0..<100, using: &random) {
            case ..<4: return .reject(problems: Int.random(in: 1...3, using: &random))
            case ..<8: return .fail(times: .max)
            case ..<20: return .fail(times: Int.random(in: 1...2, using: &random))
            default: return .complete
            }
        }
    }
}
