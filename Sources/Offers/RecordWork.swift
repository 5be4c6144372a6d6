// Work whose whole effect is outside the line: a record is handed on to somebody else, and nothing is written but that it
// is finished.

/// Handles the records of one topic, those of a partition one after another. A throw means it did not come to pass:
/// `Retry` in Runtime decides what follows.
public protocol RecordHandler: Sendable {
    /// Name of the program: consumer group, log.
    static var name: String { get }
    static var input: Topic { get }
    /// May be called again for the same record after a crash: the effect must be idempotent by a key made from the record.
    /// Throws `Fault` (tried again, in the end dead letter) or `Poison` (dead letter).
    func perform(_ record: Message) async throws
}
