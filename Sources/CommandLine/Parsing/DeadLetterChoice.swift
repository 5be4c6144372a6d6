// Which dead letters are meant: one by its place, those that filters leave, or all.

import Base
import Offers

/// Where a dead letter lies on `offers.dead-letters`: `PARTITION/OFFSET`.
struct DeadLetterID: Hashable, CustomStringConvertible {
    var partition: Int32
    var offset: Int64

    var description: String { "\(partition)/\(offset)" }

    init(partition: Int32, offset: Int64) {
        self.partition = partition
        self.offset = offset
    }

    init(typed text: String) throws(UsageError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let partition = Int32(parts[0]), let offset = Int64(parts[1]), partition >= 0,
            offset >= 0
        else { throw .badLetter(text) }
        self.init(partition: partition, offset: offset)
    }
}

/// What a letter must be like; nil: no matter.
struct DeadLetterFilter: Equatable {
    var topic: String?
    /// The reason's code.
    var reason: String?
    var key: String?
    var since: Timestamp?
    var until: Timestamp?

    init() {}

    init(_ arguments: Arguments) throws(UsageError) {
        topic = arguments[.topic]
        reason = arguments[.reason]
        key = arguments[.key]
        since = try Self.time(arguments, .since)
        until = try Self.time(arguments, .until)
    }

    private static func time(_ arguments: Arguments, _ option: OptionSpec) throws(UsageError) -> Timestamp? {
        guard let text = arguments[option] else { return nil }
        guard let time = Timestamp(text) else { throw .badTime(option: option.name, text) }
        return time
    }
}

/// The letters that are to be sent again.
enum DeadLetterChoice: Equatable {
    case one(DeadLetterID)
    case filtered(DeadLetterFilter)
    case all

    /// Exactly one way of choosing: sending everything for want of a word would be too easy.
    init(_ arguments: Arguments) throws(UsageError) {
        let filter = try DeadLetterFilter(arguments)
        let letter = arguments.operands.first
        let ways = [letter != nil, filter != DeadLetterFilter(), arguments.has(.all)].count { $0 }
        guard ways > 0 else { throw .nothingChosen }
        guard ways == 1 else { throw .tooMuchChosen }
        if let letter {
            self = .one(try DeadLetterID(typed: letter))
        } else {
            self = arguments.has(.all) ? .all : .filtered(filter)
        }
    }
}
