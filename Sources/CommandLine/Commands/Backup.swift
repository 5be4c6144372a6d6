// `offerctl backup`: copies all topics into a folder while the pipeline runs.

import BrokerClient
import Events
import Foundation

extension CommandSpec {
    static let backup = CommandSpec(
        name: "backup", group: .operators, operands: [.folder],
        summary: "Copy all topics into a folder",
        details: """
            Writes every record of every topic and the committed offsets of every worker to DIR, a new
            folder. The pipeline may run meanwhile: the backup is a consistent snapshot and includes
            work in progress. DIR contains whole offer documents with their signed addresses, so only
            you may read it. It does not contain images and packages: back up the data folder and the
            region stores separately.
            """,
        json: BackupReport.json
    ) { invocation in
        let broker = try invocation.broker()
        let counts = try broker.partitions()
        if let missing = Topic.all.first(where: { counts[$0] == nil }) { throw BrokerError.topicMissing(missing) }
        guard let partitions = counts.values.first, Set(counts.values).count == 1 else {
            throw ToolError(.refused, "the topics have different numbers of partitions; see \"offerctl doctor\"")
        }
        let folder = try BackupFolder.new(invocation.arguments.operands[0])
        var manifest = BackupManifest()
        (manifest.taken, manifest.partitions) = (invocation.world.now(), partitions)
        var moment = try Snapshot(of: broker)
        manifest.positions = moment.positions
        for topic in Snapshot.order {
            let kept = try folder.keep(topic.name) { try moment.records(of: topic, broker, $0) }
            manifest.topics.append(kept)
            invocation.show(BackupReport(kept))
        }
        try folder.finish(manifest)
        if invocation.format.isForPeople { invocation.out.write("The backup is complete: \(folder.path)\n") }
    }
}

extension Operand {
    static let folder = Operand(name: "DIR", accepts: .files)
}

/// How much of a topic was copied; `--json` prints it.
struct BackupReport: Codable, Equatable {
    static let json = "One object a line, each when its topic is done: topic and records (their number)."

    var topic: String
    var records: Int

    init(_ file: BackupManifest.TopicFile) { (topic, records) = (file.topic, file.records) }

    var text: String { topic.padding(toLength: 40, withPad: " ", startingAt: 0) + "\(records)\n" }
}

extension Invocation {
    /// Printed at once, because a large topic takes time.
    func show(_ report: BackupReport) { show([report], orText: report.text) }
}
