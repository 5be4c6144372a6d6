// The broker operations of programs for people: send, read and follow. `offerctl` and the gateway share them; tests
// replace the functions with in-memory ones.

import Base
import Events
import Kafka
import Offers

/// A connection to the broker. Every call blocks and may be made on any thread. All throw `BrokerError`, and whatever
/// the caller's closures throw.
public struct BrokerClient: Sendable {
    /// Writes a record and waits until the broker has it.
    public var send: @Sendable (Message) throws -> Void = { _ in throw BrokerError.notConnected }
    /// The current end of a topic; with an offer, of that offer's partition only.
    public var end: @Sendable (Topic, OfferKey?) throws -> Position = { _, _ in throw BrokerError.notConnected }
    /// Passes every record from the start to the current end to the closure, each partition's in order, and returns
    /// that end; with an offer, of that offer's partition only.
    public var read: @Sendable (Topic, OfferKey?, Start, (TopicRecord) throws -> Void) throws -> Position = {
        _, _, _, _ in throw BrokerError.notConnected
    }
    /// Gives every record of these topics up to their ends as they are now, and returns where those ends were. A partition's
    /// records come in order; topics and partitions are read together.
    public var readAll: @Sendable ([Topic], (TopicRecord) throws -> Void) throws -> [Topic: Position] = { _, _ in
        throw BrokerError.notConnected
    }
    /// Gives batches of records as they come, and an empty batch several times a second while none comes. Ends when the
    /// closure returns true, and returns true; or when the time is up (nil: never), and returns false.
    public var followAll: @Sendable ([Topic: Position], Duration?, ([TopicRecord]) throws -> Bool) throws -> Bool = {
        _, _, _ in throw BrokerError.notConnected
    }
    /// How long no broker has answered the client of `followAll`; zero if nothing is followed.
    public var silence: @Sendable () -> Duration = { .zero }
    /// Writes what the closure returns (nil: nothing) while no other client can write; see `ExclusiveWriter`. May call
    /// the closure more than once. Nil: there is only one client, so `send` is enough.
    public var exclusively: (@Sendable (() throws -> Message?) throws -> Void)?
    /// A client without a broker: each call throws until its function is set.
    public init() {}

    // MARK: For operators

    /// The number of partitions of each of the pipeline's topics that exists.
    public var partitions: @Sendable () throws -> [Topic: Int] = { throw BrokerError.notConnected }
    /// Creates topics with this many partitions and replicas (nil: the broker's default). Throws
    /// `BrokerError.cannotCreateTopics` if the broker does not support that.
    public var create: @Sendable ([Topic], Int, Int?) throws -> [Topic: TopicCreation] = { _, _, _ in
        throw BrokerError.notConnected
    }
    /// A consumer group's committed offsets of these topics, one for each committed partition.
    public var commits: @Sendable (String, [Topic]) throws -> [PositionRecord] = { _, _ in
        throw BrokerError.notConnected
    }
    /// The number of members of each consumer group; nil if the broker does not say.
    public var members: @Sendable () throws -> [String: Int]? = { throw BrokerError.notConnected }
    /// The effective settings of each of the pipeline's topics, by Kafka's names; leaves out topics that the client may
    /// not describe. Nil: the broker does not say.
    public var configurations: @Sendable () throws -> [Topic: [String: String]]? = { throw BrokerError.notConnected }
    /// The first record from an offset on, of each partition given.
    public var waiting: @Sendable (Topic, Position) throws -> [Int32: Waiting] = { _, _ in
        throw BrokerError.notConnected
    }
    /// The offset at which a transaction has been open for some seconds, for each partition that has one.
    public var openTransactions: @Sendable (Topic) throws -> Position = { _ in throw BrokerError.notConnected }
    /// Writes records unchanged, to their partitions, with their times, in this order. The broker chooses the offsets.
    /// Waits until the broker has them all.
    public var write: @Sendable ([TopicRecord]) throws -> Void = { _ in throw BrokerError.notConnected }
    /// Sets the committed offsets of groups, which must not have members.
    public var commit: @Sendable ([PositionRecord]) throws -> Void = { _ in throw BrokerError.notConnected }
    /// Requests a producer id for this transactional id, to find out whether the client may write. Writes nothing.
    public var checkWriteAccess: @Sendable (String) throws -> Void = { _ in throw BrokerError.notConnected }
}

/// What a group finds at its next offset.
public enum Waiting: Equatable, Sendable {
    /// A record; nil if it has no time.
    case record(offset: Int64, written: Timestamp?)
    case nothing
    /// A batch that cannot be read, and why.
    case unreadable(String)
}

/// The next offset to read of each partition of a topic.
public typealias Position = [Int32: Int64]

/// The result of creating a topic: `created`, `alreadyExists`, or `refused` with the broker's reason.
public typealias TopicCreation = Kafka.TopicCreation

/// Where to begin to read.
public enum Start: Equatable, Sendable {
    case beginning
    /// These offsets, of these partitions only.
    case offsets(Position)
    /// From the first record of that time or earlier.
    case time(Timestamp)
}

extension BrokerClient {
    /// Follows one topic record by record; see `followAll`.
    public func follow(
        _ topic: Topic, from position: Position, for limit: Duration?, _ each: (TopicRecord) throws -> Bool
    ) throws -> Bool {
        try followAll([topic: position], limit) { try $0.contains(where: each) }
    }

    /// The newest record of one offer in a compacted topic; nil if there is none or it is a tombstone.
    public func newest(_ topic: Topic, of offer: OfferKey) throws -> TopicRecord? {
        var newest: TopicRecord?
        _ = try read(topic, offer, .beginning) { record in
            if record.key == offer.bytes { newest = record }
        }
        return newest?.value == nil ? nil : newest
    }

    /// The newest record of each key in a compacted topic, by key.
    public func newest(_ topic: Topic) throws -> [TopicRecord] {
        var newest: [[UInt8]: TopicRecord] = [:]
        _ = try read(topic, nil, .beginning) { record in
            guard let key = record.key else { return }
            newest[key] = record.value == nil ? nil : record
        }
        return newest.values.sorted { ($0.key ?? []).lexicographicallyPrecedes($1.key ?? []) }
    }

    /// The next offset that a consumer group reads of each partition that it has committed.
    public func committed(_ group: String, _ topic: Topic) throws -> Position {
        try commits(group, [topic]).reduce(into: [:]) { $0[Int32(clamping: $1.partition)] = Int64($1.offset) }
    }

    /// The record at an offset; nil if the topic no longer keeps it.
    public func record(_ topic: Topic, partition: Int32, offset: Int64) throws -> TopicRecord? {
        guard try end(topic, nil)[partition] ?? 0 > offset else { return nil }
        var found: TopicRecord?
        _ = try follow(topic, from: [partition: offset], for: .seconds(5)) { record in
            found = record
            return true
        }
        return found?.offset == offset ? found : nil
    }
}
