// Where records go: the topics, and the partition of a key.

import Offers
import Testing

@testable import Events

@Suite struct PartitionerTests {
    /// The vectors of the Java client's own tests (`UtilsTest.testMurmur2`).
    @Test(
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func `A key hashes as in the Java client`(key: String, hash: Int32) {
        #expect(Int32(bitPattern: Partitioner.murmur2(Array(key.utf8))) == hash)
        let partition = Partitioner.partition(of: Array(key.utf8), count: 8)
        #expect(partition == (hash & 0x7fff_ffff) % 8)
    }

    @Test func `The topics are those of the stages and eighteen more, each named once`() {
        #expect(Topic.all.count == Stage.all.count + 18)
        #expect(Set(Topic.all.map(\.name)).count == Topic.all.count)
        #expect(Topic.status.configuration == ["cleanup.policy": "compact"])
        #expect(Topic.commands.configuration["message.timestamp.type"] == "LogAppendTime", "strangers write it")
    }

    @Test func `A deviation is what a broker keeps for less long or otherwise than declared`() {
        for topic in Topic.all { #expect(topic.deviations(from: topic.configuration) == []) }
        #expect(Topic.history.deviations(from: ["cleanup.policy": "delete", "retention.ms": "-1"]) == [])
        let table = Topic.status.deviations(from: ["cleanup.policy": "compact,delete"])
        #expect(table.map(\.setting) == ["cleanup.policy"] && table.allSatisfy { $0.losesState })
        let stage = Topic.stage(.certify).deviations(
            from: [
                "cleanup.policy": "compact", "retention.ms": "604800000", "retention.bytes": "1000",
                "max.message.bytes": "500000",
            ])
        #expect(
            stage.map(\.setting) == ["cleanup.policy", "retention.ms", "retention.bytes", "max.message.bytes"])
        #expect(!stage.contains { $0.losesState })
    }
}
