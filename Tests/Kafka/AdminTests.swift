// Making and describing topics, and brokers that cannot, will not or are not there.
import Kafka
import Testing

struct AdminTests {
    @Test func `Topics that are there are described, others left out`() throws {
        let broker = try TestBroker()
        let topic = try broker.topic(partitions: 3)
        let admin = try Admin(settings: broker.settings)
        #expect(try admin.describe([topic, "no.such.topic"]) == [topic: 3])
        #expect(try admin.describeAll()[topic] == 3)
        #expect(try admin.brokers().count == 1)
    }

    @Test func `A broker that is away is named with the cause`() throws {
        let admin = try Admin(settings: ClientSettings(bootstrapServers: "127.0.0.1:1"))
        let error = #expect(throws: KafkaError.self) { try admin.brokers(timeout: .seconds(2)) }
        let words = error?.description ?? ""
        #expect(words.hasPrefix("cannot reach the broker: no Kafka broker answers at 127.0.0.1:1: "))
        #expect(words.contains("Connection refused"))
        #expect(words.hasSuffix("Check that the broker runs and that bootstrap.servers names it"))
    }

    @Test(.enabled(if: !TestBroker.isReal)) func `A broker that cannot make topics is not taken for one that refuses`()
        throws
    {
        let broker = try TestBroker()
        let admin = try Admin(settings: broker.settings)
        let error = #expect(throws: KafkaError.self) {
            try admin.createTopics([TopicSpec(name: "t", partitions: 1)], timeout: .seconds(1))
        }
        #expect(error?.code == .unsupportedFeature)
        #expect(error?.words.hasSuffix("does not answer requests to create topics") == true)
        try broker.mock?.createTopic("t", partitions: 1)
        let standing = try admin.createTopics([TopicSpec(name: "t", partitions: 1)], timeout: .seconds(1))
        #expect(standing == ["t": .alreadyExists])
    }

    @Test(.enabled(if: TestBroker.isReal, TestBroker.onlyReal))
    func `Each topic gets an answer of its own`() throws {
        let admin = try Admin(settings: TestBroker().settings)
        let (new, old, wrong) = (TestBroker.name("new"), TestBroker.name("old"), TestBroker.name("wrong"))
        let specs = [
            TopicSpec(name: new, partitions: 2, config: ["cleanup.policy": "compact"]),
            TopicSpec(name: old, partitions: 1),
            TopicSpec(name: wrong, partitions: 1, config: ["no.such.setting": "1"]),
        ]
        #expect(try admin.createTopics([specs[1]]) == [old: .created])
        let answers = try admin.createTopics(specs)
        #expect(answers[new] == .created)
        #expect(answers[old] == .alreadyExists)
        guard case .refused(let reason) = answers[wrong] else {
            Issue.record("a wrong setting was taken: \(String(describing: answers[wrong]))")
            return
        }
        #expect(reason.contains("no.such.setting"))
        #expect(try admin.describe([new, wrong]) == [new: 2])
    }
}
