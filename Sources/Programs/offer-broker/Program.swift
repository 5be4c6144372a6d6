// The embedded broker: librdkafka's mock cluster in a separate process, because an assertion inside it ends the process
// that hosts it. Creates all topics at its start and writes its address to a file.

import Base
import Events
import Foundation
import Kafka
import Offers
import Runtime

@main enum Program {
    private static let usualFile = "var/broker.address"

    static func main() {
        if CommandLine.arguments.dropFirst().first == "address" { tellAddress() }
        Launch.main(name: "offer-broker", help: help) { start, journal in
            let file = start.settings["address-file"] ?? usualFile
            let partitions = try start.settings.number("partitions", default: Topic.defaultPartitions, in: 1...128)
            try start.settings.refuseUnknown(among: start.given)
            let cluster = try MockCluster(log: journal.kafkaSink)
            for topic in Topic.all { try cluster.createTopic(topic.name, partitions: Int32(partitions)) }
            try hand(over: cluster.bootstrapServers, file)
            journal.warning(
                "the embedded broker keeps nothing: all is gone when it ends, and beyond 5 MiB or 100,000 batches a "
                    + "partition the oldest records are dropped without a word. For real use take Apache Kafka",
                ["address": cluster.bootstrapServers, "file": file])
            Launch.waitForStop()
            try? FileManager.default.removeItem(atPath: file)
            withExtendedLifetime(cluster) {}
        }
    }

    /// Writes atomically: a reader that waits for the file must not see half an address.
    private static func hand(over address: String, _ file: String) throws {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data((address + "\n").utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw Settings.Wrong("--address-file \(file) cannot be written: name a file in a folder that can be")
        }
    }

    private static func tellAddress() -> Never {
        let file = CommandLine.arguments.dropFirst(2).first ?? usualFile
        guard let data = FileManager.default.contents(atPath: file) else {
            FileHandle.standardError.write(
                Data(
                    "offer-broker: no broker has written \(file); start offer-broker, or name its --address-file\n".utf8
                ))
            exit(69)
        }
        Launch.tell(String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private static let help = """
        offer-broker – a Kafka broker in memory for trying the line out, on librdkafka's mock cluster.

          offer-broker [--address-file FILE] [--partitions N]   runs until SIGTERM; all topics are there
          offer-broker address [FILE]                           prints the address, for kcat -b

        It keeps nothing, drops the oldest beyond 5 MiB a partition and has no transactions: run workers on it with
        --delivery at-least-once. FILE is var/broker.address unless named, N is 8.
        """
}
