// What offerctl needs of a broker, as closures: the real one is `Desk.kafka`, tests put records in memory behind it.
// Everything blocks: the tool does one thing at a time.

import Base
import Events
import Offers

/// A record as it was read.
struct Record: Equatable {
    var topic: String
    var partition: Int32
    var offset: Int64
    var key: [UInt8]?
    /// Nil: a tombstone.
    var value: [UInt8]?
    var headers: [Message.Header] = []
    /// When it was written; nil where the broker does not say.
    var time: Timestamp?

    /// Where it lies, for messages.
    var place: String { "\(topic)/\(partition)@\(offset)" }
}

/// The next offset to read of each partition.
typealias Position = [Int32: Int64]

/// Where to begin reading.
enum Start: Equatable {
    case beginning
    /// These offsets, of these partitions alone.
    case offsets(Position)
    /// Not later than the first record of that time; earlier ones may come, too.
    case time(Timestamp)
}

/// What became of a topic that was to be created.
enum Creation: Equatable {
    case created
    case exists
    case refused(String)
}

/// A topic that is to be created.
struct TopicPlan: Equatable {
    var topic: Topic
    var partitions: Int
    /// Nil: the broker's own number.
    var replication: Int?
}

/// The broker, as far as offerctl needs it. An offer given with a topic narrows to the partition that the offer's
/// records lie in. All throw `PipelineError`.
struct Desk {
    /// Writes a record and waits until the broker has it.
    var send: (Message) throws -> Void
    /// Where a topic ends now.
    var end: (Topic, OfferKey?) throws -> Position
    /// Gives every record from there up to the end as it is now, a partition's in order; says where that end was.
    var read: (Topic, OfferKey?, Start, (Record) throws -> Void) throws -> Position
    /// Gives records from a position on as they come, until the closure says true (and then it does, too) or the
    /// time is up; nil is for ever.
    var follow: (Topic, Position, Duration?, (Record) throws -> Bool) throws -> Bool
    /// Number of partitions of each of the line's topics that is there.
    var partitions: () throws -> [Topic: Int]
    /// Creates topics; throws `PipelineError.topicsNotCreatable` on a broker that does not do that.
    var create: ([TopicPlan]) throws -> [Topic: Creation]
    /// The next offset that a consumer group will read of each partition of a topic that it has read from.
    var committed: (String, Topic) throws -> Position
    /// Number of members of each consumer group; nil where the broker does not tell.
    var members: () throws -> [String: Int]?
    /// Asks for the right to write without writing; throws in the broker's words where there is none.
    var askToWrite: () throws -> Void
}

extension Desk {
    /// The newest record of one offer in a compacted topic; nil where there is none or a tombstone is the newest.
    func newest(_ topic: Topic, of offer: OfferKey) throws -> Record? {
        var newest: Record?
        _ = try read(topic, offer, .beginning) { record in
            if record.key == offer.bytes { newest = record }
        }
        return newest?.value == nil ? nil : newest
    }

    /// The newest record of each key in a compacted topic, by key.
    func newest(_ topic: Topic) throws -> [Record] {
        var newest: [[UInt8]: Record] = [:]
        _ = try read(topic, nil, .beginning) { record in
            guard let key = record.key else { return }
            newest[key] = record.value == nil ? nil : record
        }
        return newest.values.sorted { ($0.key ?? []).lexicographicallyPrecedes($1.key ?? []) }
    }
}
