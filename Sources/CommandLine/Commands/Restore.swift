// `offerctl restore`: writes a backup into a cluster whose topics are empty.

import BrokerClient
import Deployment
import Events

extension CommandSpec {
    static let restore = CommandSpec(
        name: "restore", group: .operators, operands: [.folder], options: [.replication],
        summary: "Write a backup into an empty cluster",
        details: """
            Writes a backup by "offerctl backup DIR" to the broker: every record to its partition with
            its time, and the committed offsets of each worker. It creates missing topics. The topics
            must be empty and the workers stopped; otherwise it writes nothing. Then start the
            workers: each continues at its committed offset. Work that was in progress at the moment
            of the backup may be done twice, with the same ids.
            """,
        json: BackupReport.json
    ) { invocation in
        let folder = BackupFolder(path: invocation.arguments.operands[0])
        let manifest = try folder.manifest()
        if let unknown = manifest.topics.first(where: { file in !Topic.all.contains { $0.name == file.topic } }) {
            throw ToolError(.badFile, "\(folder.path): \(unknown.topic) is of a newer version; use its offerctl")
        }
        let broker = try invocation.broker()
        try invocation.prepareTopics(partitions: manifest.partitions)
        var relocation = Relocation()
        for file in manifest.topics.sorted(by: { $0.restoreOrder < $1.restoreOrder }) {
            try invocation.restore(file, from: folder, &relocation)
            invocation.show(BackupReport(file))
        }
        try broker.commit(manifest.positions.map { relocation.moved($0) })
        if invocation.format.isForPeople {
            invocation.out.write("The backup of \(manifest.taken.short) UTC is restored; start the workers\n")
        }
    }
}

extension BackupManifest.TopicFile {
    /// Headers of other records refer to dead letters; audit and positions refer to records of all topics.
    fileprivate var restoreOrder: Int {
        switch topic {
        case Topic.deadLetters.name: 0
        case Topic.audit.name, Topic.positions.name: 2
        case _: 1
        }
    }
}

extension Invocation {
    /// The number of records that are written at once.
    private static var most: Int { 1_000 }

    /// Creates missing topics. Throws unless all topics are empty, have this many partitions and have no readers.
    fileprivate func prepareTopics(partitions: Int) throws {
        let broker = try broker()
        let found = try broker.partitions()
        let different = Topic.all.filter { topic in found[topic].map { $0 != partitions } ?? false }
        if let first = different.first {
            throw ToolError(
                .refused,
                "\(first) has \(found[first] ?? 0) partitions and the backup has \(partitions); nothing was written. "
                    + "Remove the topics: restore creates them as they were")
        }
        for topic in Topic.all where found[topic] != nil {
            guard try broker.end(topic, nil).values.allSatisfy({ $0 == 0 }) else {
                throw ToolError(
                    .refused, "\(topic) is not empty; nothing was written. Restore into a cluster whose topics are new")
            }
        }
        let members = try broker.members() ?? [:]
        if let running = Service.all.first(where: { members[$0.group] ?? 0 > 0 }) {
            throw ToolError(.refused, "\(running.name) is running; nothing was written. Stop all workers first")
        }
        let missing = Topic.all.filter { found[$0] == nil }
        guard !missing.isEmpty else { return }
        for (topic, creation) in try broker.create(missing, partitions, arguments.number(.replication)) {
            if case .refused(let reason) = creation {
                throw ToolError(.refused, "the broker refused to create \(topic): \(reason)")
            }
        }
    }

    /// Writes the records of a topic and checks that they get the expected offsets.
    fileprivate func restore(
        _ file: BackupManifest.TopicFile, from folder: BackupFolder, _ relocation: inout Relocation
    ) throws {
        guard let topic = Topic.all.first(where: { $0.name == file.topic }) else { return }
        let broker = try broker()
        var batch: [TopicRecord] = []
        func flush() throws {
            if !batch.isEmpty { try broker.write(batch) }
            batch = []
        }
        try folder.records(of: topic.name) { record in
            guard let moved = relocation.moved(record) else { return }
            relocation.add(record)
            batch.append(moved)
            if batch.count == Self.most { try flush() }
        }
        try flush()
        let expected = relocation.ends(of: topic)
        guard try broker.end(topic, nil).filter({ $0.value > 0 }) == expected else {
            throw ToolError(
                .refused,
                "\(topic) has other records than those restored: some other program writes to it. Stop it, remove the "
                    + "topics, and restore again")
        }
    }
}
