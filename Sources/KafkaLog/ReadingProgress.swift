// Which partitions have something to read and bring nothing.

import Log

/// Remembers since when each partition has been at its position. A transaction that is open for long, and a batch that
/// cannot be had, look alike from outside: lag, and no error.
struct ReadingProgress {
    /// Longer than a broker's restart and than `transaction.timeout.ms` of our own producers.
    static let patience = Duration.seconds(60)

    private var since: [TopicPartition: (position: Int64, time: ContinuousClock.Instant)] = [:]
    /// Where reading came to the end of what may be read.
    private var ends: [TopicPartition: Int64] = [:]

    mutating func reachedEnd(_ partition: TopicPartition, _ offset: Int64) { ends[partition] = offset }

    /// `places`: partitions that are fetched, with the position of reading and the end of the log. To be called often.
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
