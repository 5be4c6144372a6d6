// Finds partitions that have records to read but return none.

import Log

/// Remembers how long each partition has been at its position. A long open transaction and an unreadable batch look the
/// same from outside: lag without an error.
struct ReadingProgress {
    /// Longer than a broker's restart and than the `transaction.timeout.ms` of our own producers.
    static let patience = Duration.seconds(60)

    private var since: [TopicPartition: (position: Int64, time: ContinuousClock.Instant)] = [:]
    /// Partitions that were read to the end of their readable part.
    private var ends: [TopicPartition: Int64] = [:]

    mutating func reachedEnd(_ partition: TopicPartition, _ offset: Int64) { ends[partition] = offset }

    /// `places`: the fetched partitions with their position and the end of the log. Call it often.
    mutating func stalls(
        _ places: [(partition: TopicPartition, position: Int64, end: Int64)], at now: ContinuousClock.Instant
    ) -> [Stall] {
        let before = since
        since = [:]
        var stalls: [Stall] = []
        for place in places where place.end > place.position {
            let known = before[place.partition].flatMap { $0.position == place.position ? $0 : nil }
            let begun = known ?? (place.position, now)
            since[place.partition] = begun
            guard now - begun.time >= Self.patience else { continue }
            let isAtEnd = ends[place.partition].map { $0 >= place.position } ?? false
            stalls.append(Stall(place.partition, offset: place.position, isAtEnd ? .openTransaction : .nothingRead))
        }
        return stalls
    }
}
