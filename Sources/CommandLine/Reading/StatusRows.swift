// Rows of offers.status and entries of offers.history as the pages need them: with what their process says of each step.

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
        if let reference = status.processReference { try find(reference) }
        status.resolve(processes)
        return status
    }

    /// Reads an entry; see `status`.
    func entry(_ record: TopicRecord) throws -> HistoryRow? {
        guard let entry = row(record, HistoryRow.init) else { return nil }
        if let reference = entry.transition.process { try find(reference) }
        return entry
    }

    /// Reads offers.processes when a process is named that is not known yet: a new revision may come while we watch.
    private func find(_ reference: String) throws {
        guard processes[reference] == nil, sought.insert(reference).inserted else { return }
        _ = try broker().read(.processes, nil, .beginning) { record in
            _ = row(record) { try processes.take(value: $0.value) }
        }
        if processes[reference] == nil { out.warn("\(Topic.processes) has no \(reference); its steps have no names") }
    }
}

extension OfferStatus {
    /// The row for programs: what is in its record, and of each step its stage and its name.
    func document(_ language: Language) -> JSONNode {
        let steps = self.steps.map { step in
            step.node.adding([
                .init("stage", .string(step.stage.rawValue)), .init("name", .string(step.name(in: language))),
            ])
        }
        let about: [JSONNode.Member] = [
            .init("offer", .string("\(key)")), .init("changed", .string(changed.description)),
        ]
        guard case .object(let members) = node.adding(about) else { return .null }
        return .object(members.map { $0.name == "steps" ? .init("steps", .array(steps)) : $0 })
    }
}

extension Transition {
    /// The entry for programs.
    var document: JSONNode {
        node.adding([.init("offer", .string("\(key)")), .init("time", .string(time.description))])
    }
}

extension JSONValue {
    fileprivate var node: JSONNode { (try? JSONNode(json)) ?? .null }
}

extension JSONNode {
    /// An object with more members in front.
    fileprivate func adding(_ more: [Member]) -> JSONNode {
        guard case .object(let members) = self else { return self }
        return .object(more + members)
    }
}
