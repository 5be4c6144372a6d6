// The one place that makes dead letters: a record that cannot be used goes to its own topic unchanged, with its origin and
// the reason in the headers of Kafka Connect's dead letter queue (KIP-298), so that existing tools read them.

import Base
import Events
import Log
import Offers

/// Builds and logs dead letters; the commit counts them by their outcome.
package struct DeadLetterer {
    private let program: String
    private let logger: Logger
    /// The largest record that can be written; a dead letter always fits.
    var largest = Int.max

    init(program: String, logger: Logger) {
        self.program = program
        self.logger = logger
    }

    /// The record is finished with a dead letter. `fields` are more for the log line.
    func deadLetter(_ record: Record, _ error: any Error, logging fields: LogFields = [:]) -> Finished {
        let poison = Self.poison(of: error)
        let reason: LogFields = [
            "code": .text(poison.code), "reason": .text(poison.description), "record": "\(record.id)",
        ]
        logger.log(.deadLetter, fields.merging(reason) { $1 })
        return Finished(.deadLetter, record, outputs: [message(record, poison)], note: nil)
    }

    /// Offsets that were passed over are finished with a dead letter that names them.
    func deadLetter(_ passed: PassedOver) -> Finished {
        let offsets = "\(passed.offsets.lowerBound)-\(passed.offsets.upperBound - 1)"
        logger.log(
            .recordsSkipped,
            [
                "partition": "\(passed.partition)", "offsets": .text(offsets), "code": .text(passed.reason.rawValue),
                "reason": .text(passed.words),
            ])
        let record = Record(
            topic: passed.partition.topic, partition: passed.partition.partition, offset: passed.offsets.lowerBound,
            key: nil, value: nil)
        var letter = message(record, Poison(passed.reason.rawValue, passed.words))
        letter.headers.append(Message.Header("offers-offsets-passed-over", offsets))
        var finished = Finished(.deadLetter, record, outputs: [letter], note: nil)
        finished.record = passed.last
        return finished
    }

    /// Also a fault of ours, such as a row that cannot be read, makes a dead letter: it must not stop the other offers.
    private static func poison(of error: any Error) -> Poison {
        switch error {
        case let poison as Poison: poison
        case let deferred as Deferred: deferred.poison
        case let fault as Fault: Poison(fault.code, fault.description)
        default: Poison("unusable", "\(error)")
        }
    }

    /// If it is too large with its additions, it loses large headers, then a large key, then the end of its value. A
    /// header says so.
    func message(_ record: Record, _ poison: Poison) -> Message {
        let origin = [
            Message.Header("__connect.errors.topic", record.topic),
            Message.Header("__connect.errors.partition", "\(record.partition)"),
            Message.Header("__connect.errors.offset", "\(record.offset)"),
            Message.Header("__connect.errors.connector.name", program),
            Message.Header("__connect.errors.exception.class.name", poison.code),
            Message.Header("__connect.errors.exception.message", poison.description.oneLine(1000)),
        ]
        var letter = Message(
            topic: .deadLetters, key: record.key, value: record.value, headers: record.headers + origin)
        let small = largest / 8
        let own = Message(topic: .deadLetters, key: nil, value: nil, headers: record.headers).size
        if letter.size > largest, !record.headers.isEmpty, own > small {
            letter.headers.removeFirst(record.headers.count)
            letter.headers.append(Message.Header("offers-headers-left-out", "\(record.headers.count)"))
        }
        if letter.size > largest, let key = record.key, key.count > small {
            letter.key = nil
            letter.headers.append(Message.Header("offers-key-left-out", "\(key.count)"))
        }
        if letter.size > largest, let value = record.value {
            letter.headers.append(Message.Header("offers-value-cut", "\(value.count)"))
            letter.value = Array(value.prefix(max(0, value.count - (letter.size - largest))))
        }
        return letter
    }
}
