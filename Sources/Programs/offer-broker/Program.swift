// The embedded broker: librdkafka's mock cluster in a separate process, because a failed assertion ends its process.
// Creates all topics at its start and writes its address to a file.

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
        Launch.main(name: "offer-broker", help: help) { start, logger in
            let file = start.settings["address-file"] ?? usualFile
            let partitions = try start.settings.number("partitions", default: Topic.defaultPartitions, in: 1...128)
            try start.settings.refuseUnknown(among: start.given)
            let cluster = try MockCluster(log: logger.kafkaSink)
            for topic in Topic.all { try cluster.createTopic(topic.name, partitions: Int32(partitions)) }
            try hand(over: cluster.bootstrapServers, file)
            logger.log(.embeddedBroker, ["address": .text(cluster.bootstrapServers), "file": .text(file)])
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

    private static let help = ProgramHelp.text(
        "offer-broker",
        "A Kafka broker in memory, to try the pipeline: librdkafka's mock cluster. Run workers with --delivery at-least-once.",
        usage: ["address [FILE]   prints the address, for kcat -b"])
}
