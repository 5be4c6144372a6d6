import Events
import Offers
import Testing

@testable import CommandLine

@Suite struct TopicTests {
    @Test func `Missing topics are created with the declared partitions, those that stand are left`() {
        let shelf = Shelf()
        shelf.standing[.commands] = nil
        shelf.standing[.status] = nil
        var planned: [TopicPlan] = []
        shelf.creation = { plans in
            planned = plans
            return [.commands: .created, .status: .refused("no right to do this")]
        }
        let run = offerctl("topics", "apply", "--replication", "3", shelf: shelf)
        #expect(
            planned == [
                TopicPlan(topic: .commands, partitions: Topic.defaultPartitions, replication: 3),
                TopicPlan(topic: .status, partitions: Topic.defaultPartitions, replication: 3),
            ])
        #expect(run.code == .refused)
        #expect(
            run.err == [
                "1 of \(Topic.all.count) topics were refused by the broker; put right what it says and run this again"
            ])
        let lines = run.out.split(separator: "\n")
        #expect(lines.count == Topic.all.count + 1)
        #expect(lines[0] == "Topic                                Result   Remark")
        #expect(lines[1] == "offers.commands                      created")
        #expect(lines[2] == "offers.stage.validate-prerequisites  exists")
        #expect(lines.contains("offers.status                        refused  no right to do this"))
    }

    @Test func `Where all stand nothing is asked of the broker`() {
        let shelf = Shelf()
        shelf.creation = { _ in throw PipelineError.brokerAway("asked") }
        let run = offerctl("topics", "apply", "--json", shelf: shelf)
        #expect(run.code == .done)
        #expect(run.out.hasPrefix(#"{"result":"exists","topic":"offers.commands"}"# + "\n"))
    }

    @Test func `Another number of partitions stops everything before anything is created`() {
        let shelf = Shelf()
        for topic in Topic.all { shelf.standing[topic] = 12 }
        shelf.standing[.deadLetters] = nil
        shelf.creation = { _ in throw PipelineError.brokerAway("asked") }
        let run = offerctl("topics", "apply", shelf: shelf)
        #expect(run.code == .refused)
        #expect(run.out.isEmpty)
        #expect(run.err.first?.hasPrefix("not of 8 partitions: offers.commands, offers.stage.") == true)
        #expect(run.err.first?.contains(" and 17 more. ") == true)
        #expect(
            run.err.first?.hasSuffix(
                """
                Nothing was changed: all topics need the same number, and another number gives offers another place; \
                give --partitions 12 to keep what stands, or migrate
                """) == true)
        shelf.creation = { plans in [plans[0].topic: .created] }
        #expect(offerctl("topics", "apply", "--partitions", "12", shelf: shelf).code == .done)
    }

    @Test func `A broker that creates no topics is told from one that refuses`() {
        let shelf = Shelf()
        shelf.standing[.commands] = nil
        shelf.creation = { throw PipelineError.topicsNotCreatable(missing: $0.count) }
        #expect(
            offerctl("topics", "apply", shelf: shelf)
                == Run(
                    err: [
                        """
                        this broker creates no topics on request, and 1 of \(Topic.all.count) are missing; the \
                        embedded one makes them when it starts: start offer-broker again
                        """
                    ], code: .brokerAway))
    }

    @Test func `The topics are described, and a missing one is an error for scripts`() {
        let shelf = Shelf()
        #expect(offerctl("topics", "describe", shelf: shelf).code == .done)
        shelf.standing[.status] = nil
        let run = offerctl("topics", "describe", shelf: shelf)
        #expect(run.code == .refused)
        #expect(run.err == ["1 of \(Topic.all.count) topics are missing; run \"offerctl topics apply\""])
        #expect(
            run.out.hasPrefix(
                """
                Topic                                Partitions  Kept                Holds
                offers.commands                               8  90 days             what publishers and operators ask

                """))
        #expect(
            run.out.contains(
                "offers.status                           missing  newest of each key  the newest status of each offer\n"
            ))
        let json = offerctl("topics", "describe", "--json", shelf: shelf).out.split(separator: "\n")
        #expect(
            json.first
                == #"{"cleanup":"delete","days":90,"holds":"what publishers and operators ask","partitions":8,"topic":"offers.commands"}"#
        )
    }
}
