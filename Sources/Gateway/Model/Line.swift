// The way to the line as closures: the real one writes to Kafka, tests answer from memory.

import Events
import Offers

/// Where a command stands in its topic.
public struct Place: Sendable, Equatable {
    public var partition: Int32
    public var offset: Int64
}

/// What the gateway needs of the line.
public struct Line: Sendable {
    /// Writes a record and returns when the broker has it; throws what can be told to a client.
    public var send: @Sendable (Message) throws -> Void
    /// Writes what the closure gives, no other gateway having written a draft since the table that it looked at. The
    /// closure may be called more than once.
    public var exclusively: @Sendable (() throws -> Message?) throws -> Void
    /// The command at a place; nil where it is no longer kept.
    public var command: @Sendable (Place) throws -> CloudEvent?

    /// Without `exclusively` there is one gateway, and its own lock is enough; without `command` none is kept.
    public init(
        send: @escaping @Sendable (Message) throws -> Void,
        exclusively: (@Sendable (() throws -> Message?) throws -> Void)? = nil,
        command: @escaping @Sendable (Place) throws -> CloudEvent? = { _ in nil }
    ) {
        self.send = send
        self.exclusively = exclusively ?? { write in if let message = try write() { try send(message) } }
        self.command = command
    }
}
