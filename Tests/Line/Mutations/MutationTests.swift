import Coordination
import EventLog
import Offers
import Stages
import Synchronization
import Testing

/// Faults that are planted on purpose must be found: a check that cannot fail proves nothing.
struct MutationTests {
    /// What the rules find in a few storms, up to the one in which they find what is expected.
    private func found(
        _ expected: String, with crews: [Crew] = [], wrap: @escaping SimulatedLine.Wrapping = { log, _ in log }
    ) throws -> Set<String> {
        var rules: Set<String> = []
        for seed in 1...12 where !rules.contains(expected) {
            let storm = try Storm(seed: seed, with: crews, wrap: wrap)
            try storm.blow(300)
            try storm.rest()
            rules.formUnion(try storm.violations().map { String($0.prefix { $0 != ":" }) })
        }
        return rules
    }

    private func found(_ expected: String, _ fault: BrokenLog.Fault, at worker: String) throws -> Set<String> {
        var logs = 0
        return try found(expected) { log, name -> any EventLog in
            guard name == worker else { return log }
            logs += 1
            return BrokenLog(log, fault, seed: logs)
        }
    }

    @Test func `Without a fault nothing is found`() throws {
        let rules = try found("anything")
        #expect(rules == [])
    }

    @Test func `A log that forgets offsets mails twice`() throws {
        let rules = try found("mail", .forgetsOffsets(percent: 30), at: "offer-notifier")
        #expect(rules.contains("mail"))
    }

    /// The second of two offers is certified while the first one's work goes on; then the worker dies.
    private func overtaken(_ wrap: @escaping SimulatedLine.Wrapping) throws -> [String] {
        let (hangs, gate) = AsyncStream.makeStream(of: Void.self)
        defer { gate.finish() }
        let work = HangsOnce(offer: "offer-1", until: hangs)
        let line = try SimulatedLine(partitions: 1, with: [.stage(work)], wrap: wrap)
        for number in 1...2 { line.publish(try SampleOffer("offer-\(number)", changes: SampleOffer.noTestDrive)) }
        let place = try #require(line.members.firstIndex { $0.crew.name == "certify" })
        for _ in 0..<100 {
            for member in line.members {
                _ = try member.turn()
                member.executor.drain()
            }
        }
        #expect(line.broker.records(of: .stage(.provisionPreview)).count == 1, "only the second went on")
        try line.crash(place)
        try line.settle()
        return Invariants(evidence: try Evidence(line), sent: Sent()).violations
    }

    @Test func `A log that forgets what is finished beyond the offset hands on twice`() throws {
        let sound = try overtaken { log, _ in log }
        #expect(sound == [])
        let broken = try overtaken { BrokenLog($0, $1 == "certify" ? .forgetsWhatIsBeyond : .sound, seed: 1) }
        #expect(broken.contains("handed on: contoso/offer-2/1/3-provision-preview/1/scheduled"))
    }

    @Test func `A log that loses outputs leaves offers standing`() throws {
        let rules = try found("history", .losesOutputs(percent: 20), at: "provision-preview")
        #expect(rules.contains("history"))
    }

    @Test func `A log that skips records leaves them unfinished`() throws {
        let rules = try found("unfinished", .skipsRecords(percent: 40), at: "package")
        #expect(rules.contains("unfinished"))
    }

    @Test func `A coordinator that restores nothing starts its histories anew`() throws {
        let rules = try found("history", .restoresNothing, at: "offer-coordinator")
        #expect(rules.contains("history"))
    }

    @Test func `A coordinator that forgets commands answers them twice`() throws {
        let coordinator = Mutant(
            try Coordinator(profiles: SimulatedLine.shippedProfiles()),
            rows: { rows in
                guard let row = rows[.status], var status = try? StatusCodec.status(of: row) else { return rows }
                status.memory.commands = []
                var read: [Topic: [UInt8]] = [:]
                read[.status] = StatusCodec.message(status, cause: "").value
                read[.blocked] = rows[.blocked]
                return Rows(read)
            })
        let rules = try found("answer", with: [.keyed(coordinator)])
        #expect(rules.contains("answer"))
    }

    @Test func `A sign-off that keeps previews leaves them standing`() throws {
        let signOff = Mutant(
            try PublisherSignOff(Settings([:])),
            messages: { messages in
                messages.filter { !($0.topic == .preview && $0.value == nil) }
            })
        let rules = try found("preview", with: [.keyed(signOff)])
        #expect(rules.contains("preview"))
    }

    @Test func `A worker that changes an offer's bytes is found`() throws {
        let signOff = Mutant(
            try PublisherSignOff(Settings([:])),
            messages: { messages in
                messages.map { message in
                    guard message.topic == .stage(.provisionProduction),
                        var event = try? Event(structured: message.value ?? [])
                    else { return message }
                    event.data.insert(UInt8(ascii: " "), at: 1)
                    return Message(topic: message.topic, event: event)
                }
            })
        let rules = try found("document", with: [.keyed(signOff)])
        #expect(rules.contains("document"))
    }
}

/// A process with something changed on its way in or out.
private struct Mutant<Process: KeyedProcess>: KeyedProcess {
    static var name: String { Process.name }
    private let process: Process
    private let rows: @Sendable (Rows) -> Rows
    private let messages: @Sendable ([Message]) -> [Message]

    init(
        _ process: Process, rows: @escaping @Sendable (Rows) -> Rows = { $0 },
        messages: @escaping @Sendable ([Message]) -> [Message] = { $0 }
    ) {
        self.process = process
        self.rows = rows
        self.messages = messages
    }

    var inputs: [Topic] { process.inputs }
    var tables: [Topic] { process.tables }

    func read(value: [UInt8], headers: [Message.Header], key: [UInt8]?, arrival: Arrival) throws -> Event {
        try process.read(value: value, headers: headers, key: key, arrival: arrival)
    }

    func react(to event: Event, arrival: Arrival, rows: Rows, now: Timestamp) throws -> [Message] {
        messages(try process.react(to: event, arrival: arrival, rows: self.rows(rows), now: now))
    }

    func deadline(of row: [UInt8], in table: Topic) -> Timestamp? { process.deadline(of: row, in: table) }

    func react(toDeadlineOf offer: OfferKey, rows: Rows, now: Timestamp) -> [Message] {
        process.react(toDeadlineOf: offer, rows: rows, now: now)
    }
}

/// Certification that stands still the first time it sees an offer.
private struct HangsOnce: StageWork {
    static let stage = Stage.certify
    let offer: String
    let until: AsyncStream<Void>
    private let hung = Flag()

    private final class Flag: Sendable {
        let isSet = Mutex(false)
    }

    init(offer: String, until: AsyncStream<Void>) {
        self.offer = offer
        self.until = until
    }

    func perform(_ job: StageJob) async throws -> StageOutcome {
        let isFirst = hung.isSet.withLock { isSet in
            defer { isSet = isSet || job.slip.offer.offer == offer }
            return !isSet
        }
        if isFirst, job.slip.offer.offer == offer { for await _ in until {} }
        return .completed()
    }
}
