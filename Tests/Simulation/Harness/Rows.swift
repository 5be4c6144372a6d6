// What a broker in memory holds, as an onlooker sees it: the standing rows of a compacted topic, and how far groups have
// come by their committed offsets.

import Base
import Coordination
import Events
import Log
import Offers
import TestSupport

extension MemoryBroker {
    /// The rows of a compacted topic.
    package func newest(_ topic: Topic) -> [String: [UInt8]] {
        var rows: [String: [UInt8]] = [:]
        for record in records(of: topic) { rows[String(decoding: record.key ?? [], as: UTF8.self)] = record.value }
        return rows
    }

    /// The partitions in which a program has not finished every record, in words.
    func unfinished(of program: SimulatedProgram) -> [String] {
        program.inputs.flatMap { topic in
            (0..<Int32(partitions)).compactMap { number in
                let partition = TopicPartition(topic.name, number)
                let next = committed(partition, in: program.name)?.offset ?? 0
                let end = Int64(records(partition).count)
                return next == end ? nil : "\(program.name) is at \(next) of \(end) in \(partition)"
            }
        }
    }
}

extension SimulatedPipeline {
    /// The status rows, in the order of their offers.
    package func rows() throws -> [OfferStatus] {
        var processes = ProcessCatalog()
        for record in broker.records(of: .processes) {
            try processes.take(value: record.value, at: Timestamp(milliseconds: record.timestamp))
        }
        return try broker.newest(.status).values.map { row in
            var status = try StatusRecord(json: row).status
            status.resolve(processes)
            return status
        }.sorted { $0.offer < $1.offer }
    }

    /// The notices written about an offer, in order, one for each audience.
    package func notices(_ offer: OfferKey) -> [String] {
        broker.records(of: .notifications).filter { $0.text("ce_subject") == offer.description }
            .compactMap { $0.text("ce_notification") }
    }
}
