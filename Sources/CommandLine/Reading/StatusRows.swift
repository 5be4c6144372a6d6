// Rows of offers.status and entries of offers.history for the pages, with each step's definition in its process.

import Base
import BrokerClient
import Events
import JSON
import Localization
import Offers

extension Invocation {
    /// Reads a row. Nil, and a warning, for a record that is not one.
    func status(_ record: TopicRecord) throws -> OfferStatus? {
        guard var status = row(record, StatusRow.init)?.status else { return nil }
        _ = try process(status.processReference)
        status.resolve(processes)
        return status
    }

    /// Reads an entry; see `status`.
    func entry(_ record: TopicRecord) throws -> HistoryRow? {
        guard let entry = row(record, HistoryRow.init) else { return nil }
        _ = try process(entry.transition.process)
        return entry
    }

    /// Reads offers.processes when a row names an unknown process: a new revision may appear meanwhile.
    func process(_ reference: String?) throws -> PublishingProcess? {
        guard let reference else { return nil }
        guard processes[reference] == nil, sought.insert(reference).inserted else { return processes[reference] }
        _ = try broker().read(.processes, nil, .beginning) { record in
            _ = row(record) { try processes.take(value: $0.value, at: $0.metadata.time) }
        }
        if processes[reference] == nil { out.warn("\(Topic.processes) has no \(reference); its steps have no names") }
        return processes[reference]
    }
}

extension OfferStatus {
    /// The row for programs: its record, with stage, name and state of each step.
    func document(_ language: Language) -> JSONNode {
        let steps = self.steps.map { step in
            step.node.setting([
                "stage": .string(step.stage.rawValue), "name": .string(step.name(in: language)),
                "state": .string(step.state.rawValue),
            ])
        }
        return node.setting([
            "offer": .string(key.description), "changed": .string(changed.description), "steps": .array(steps),
        ])
    }
}

extension Transition {
    /// The entry for programs.
    var document: JSONNode {
        node.setting(["offer": .string(key.description), "time": .string(time.description)])
    }
}

extension JSONValue {
    fileprivate var node: JSONNode { (try? JSONNode(json)) ?? .null }
}

extension JSONNode {
    /// An object with these members, replacing or preceding its own.
    fileprivate func setting(_ new: KeyValuePairs<String, JSONNode>) -> JSONNode {
        guard case .object(var members) = self else { return self }
        for (name, value) in new.reversed() {
            if let index = members.firstIndex(where: { $0.name == name }) {
                members[index].value = value
            } else {
                members.insert(Member(name, value), at: 0)
            }
        }
        return .object(members)
    }
}
