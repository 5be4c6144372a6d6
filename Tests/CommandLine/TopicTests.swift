import BrokerClient
import Events
import Offers
import Testing

@testable import CommandLine

@Suite struct TopicTests {
    @Test func `Missing topics are created with the declared partitions, and existing ones are left as they are`() {
        let shelf = Shelf()
        shelf.partitions[.commands] = nil
        shelf.partitions[.status] = nil
        var asked: [Topic] = []
        shelf.creation = { topics, partitions, replication in
            #expect(partitions == Topic.defaultPartitions && replication == 3)
            asked = topics
            return [.commands: .created, .status: .refused(reason: "no right to do this")]
        }
        let run = offerctl("topics", "apply", "--replication", "3", shelf: shelf)
        #expect(asked == [.commands, .status])
        #expect(run.code == .refused)
        #expect(
            run.err == [
                "the broker refused 1 of \(Topic.all.count) topics; fix what it says and run this again"
            ])
        let lines = run.out.split(separator: "\n")
        #expect(lines.count == Topic.all.count + 1)
        #expect(lines[0] == "Topic                                Result   Remark")
        #expect(lines[1] == "offers.commands                      created")
        #expect(lines[2] == "offers.stage.validate-prerequisites  exists")
        #expect(lines.contains("offers.status                        refused  no right to do this"))
    }

    @Test func `Where all exist the broker is not asked to create any`() {
        let shelf = Shelf()
        shelf.creation = { _, _, _ in throw BrokerError.failed("asked") }
        let run = offerctl("topics", "apply", "--json", shelf: shelf)
        #expect(run.code == .done)
        #expect(run.out.hasPrefix(#"{"result":"exists","topic":"offers.commands"}"# + "\n"))
    }

    @Test func `For a topic that is not kept as declared there is the command that mends it`() {
        let shelf = Shelf()
        shelf.configurations?[.history] = ["cleanup.policy": "delete", "retention.ms": "604800000"]
        let run = offerctl("topics", "apply", shelf: shelf)
        #expect(run.code == .refused)
        #expect(run.out.contains("differs  retention.ms=604800000"))
        #expect(run.err.first?.contains("offers.history has retention.ms=604800000, but needs 34560000000") == true)
        #expect(run.err.first?.contains("--entity-name offers.history --add-config retention.ms=34560000000") == true)
        #expect(run.err.last == "1 of \(Topic.all.count) topics are not kept as needed; nothing was changed on them")
    }

    @Test func `Another number of partitions stops everything before anything is created`() {
        let shelf = Shelf()
        for topic in Topic.all { shelf.partitions[topic] = 12 }
        shelf.partitions[.deadLetters] = nil
        shelf.creation = { _, _, _ in throw BrokerError.failed("asked") }
        let run = offerctl("topics", "apply", shelf: shelf)
        #expect(run.code == .refused)
        #expect(run.out.isEmpty)
        #expect(run.err.first?.hasPrefix("not of 8 partitions: offers.commands, offers.stage.") == true)
        #expect(run.err.first?.contains(" and \(Topic.all.count - 1 - 3) more. ") == true)
        #expect(
            run.err.first?.hasSuffix(
                """
                Nothing was changed: all topics need the same number, and another number moves offers to other partitions; \
                give --partitions 12 to keep what exists, or migrate
                """) == true)
        shelf.creation = { topics, _, _ in [topics[0]: .created] }
        #expect(offerctl("topics", "apply", "--partitions", "12", shelf: shelf).code == .done)
    }

    @Test func `A broker that cannot create topics is not taken for one that refuses`() {
        let shelf = Shelf()
        shelf.partitions[.commands] = nil
        shelf.creation = { topics, _, _ in throw BrokerError.cannotCreateTopics(missing: topics.count) }
        #expect(
            offerctl("topics", "apply", shelf: shelf)
                == Run(
                    err: [
                        """
                        this broker does not create topics on request, and 1 of \(Topic.all.count) are missing; the \
                        embedded broker creates them when it starts: start offer-broker again
                        """
                    ], code: .brokerAway))
    }

    @Test func `The topics are described, and a missing one is an error for scripts`() {
        let shelf = Shelf()
        #expect(offerctl("topics", "describe", shelf: shelf).code == .done)
        shelf.partitions[.status] = nil
        let run = offerctl("topics", "describe", shelf: shelf)
        #expect(run.code == .refused)
        #expect(run.err == ["1 of \(Topic.all.count) topics are missing; run \"offerctl topics apply\""])
        #expect(
            run.out.hasPrefix(
                """
                Topic                                Partitions  Kept                Holds
                offers.commands                               8  90 days             commands of publishers and operators

                """))
        #expect(
            run.out.contains(
                "offers.status                           missing  newest of each key  the newest status of each offer\n"
            ))
        #expect(run.out.contains("offers.processes                              8  newest of each key  the publishing"))
        let json = offerctl("topics", "describe", "--json", shelf: shelf).out.split(separator: "\n")
        #expect(
            json.first
                == #"{"cleanup":"delete","days":90,"holds":"commands of publishers and operators","partitions":8,"topic":"offers.commands"}"#
        )
    }
}
