// The way to the line as closures: the real one writes to Kafka, tests answer from memory.

import Offers

/// What the gateway needs of the line.
public struct Line: Sendable {
    /// Writes a record and returns when the broker has it; throws what can be told to a client.
    public var send: @Sendable (Message) throws -> Void

    public init(send: @escaping @Sendable (Message) throws -> Void) { self.send = send }
}
