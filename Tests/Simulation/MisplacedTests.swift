import Base
import Events
import Offers
import SimulationHarness
import Testing

/// Records of other people's clients: other partitioners, no key, sent twice.
struct MisplacedTests {
    @Test(arguments: [0, 1, 2, 3] as [Int32], [true, false])
    func `Commands have one effect wherever and however they are put`(partition: Int32, keyed: Bool) throws {
        let line = try SimulatedPipeline(partitions: 4, instances: 2)
        let offer = try SampleOffer("web-vm")
        let key = keyed ? offer.key.bytes : nil
        line.broker.append(Message(topic: .commands, key: key, value: offer.document), partition: partition)
        try line.settle()
        let goLive = #"{"command":"go-live","offer":"contoso/web-vm"}"#
        line.broker.append(Message(topic: .commands, key: key, value: Array(goLive.utf8)), partition: partition)
        try line.settle()

        let evidence = try Evidence(line)
        #expect(Invariants(evidence: evidence).violations == [])
        #expect(evidence.status[offer.key]?.state == .succeeded)
        #expect(evidence.status[offer.key]?.submissions == 1)
        let home = Partitioner.partition(of: offer.key.bytes, count: 4)
        let records = line.broker.records(of: .commands)
        #expect(records.count == (home == partition ? 2 : 4), "each is forwarded once where it has to be")
        #expect(records.count { $0.partition == home } == 2)
    }

    @Test func `The same command twice, in the right place and in another, has one effect`() throws {
        let line = try SimulatedPipeline()
        let offer = try SampleOffer("web-vm")
        let command = Command(.publish, offer: offer.key, id: "p-1", at: line.clock.now, document: offer.document)
        for partition in 0..<Int32(3) { line.broker.append(command.message, partition: partition) }
        try line.settle()
        let evidence = try Evidence(line)
        #expect(evidence.status[offer.key]?.submissions == 1)
        #expect(line.notices(offer.key) == ["preview-ready"], "nothing was refused, either")
    }

    @Test func `A publisher cannot command another's offer, and the owner's continues`() throws {
        let line = try SimulatedPipeline()
        let offer = try SampleOffer("web-vm")
        line.publish(offer)
        try line.settle()
        var foreign = Command(.goLive, offer: offer.key, id: "g-1", at: line.clock.now)
        foreign.event[Command.Name.sender] = "fabrikam"
        line.broker.append(foreign.message)
        try line.settle()
        var evidence = try Evidence(line)
        #expect(evidence.deadLetters.map { $0.text("__connect.errors.exception.class.name") } == ["wrong-publisher"])
        #expect(evidence.status[offer.key]?.state == .waitingForPublisherReview)
        line.command(.goLive, offer.key)
        try line.settle()
        evidence = try Evidence(line)
        #expect(evidence.status[offer.key]?.state == .succeeded)
    }
}
