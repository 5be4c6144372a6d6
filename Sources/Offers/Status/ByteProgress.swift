// How fast bytes arrive, and how long the rest takes: the rate comes from two reports, the time left from the rate.

import Base
import Localization

/// Counts the bytes that have arrived, of a total.
public protocol ByteProgress {
    var bytesDone: Int64? { get }
    var bytesTotal: Int64? { get }
    /// The rate between the last two reports; nil if no bytes arrived or the count started again.
    var bytesPerSecond: Int64? { get set }
}

extension Progress: ByteProgress {}
extension Progress.Region: ByteProgress {}

extension ByteProgress {
    /// The time until all bytes have arrived at the present rate; nil without a rate.
    public var timeLeft: Duration? {
        guard let done = bytesDone, let total = bytesTotal, let rate = bytesPerSecond, rate > 0, done < total else {
            return nil
        }
        return .seconds((total - done + rate - 1) / rate)
    }

    /// `3.2 GiB of 8.0 GiB, 45.1 MiB/s, 2 min left`; nil if no bytes are counted.
    public func text(in language: Language) -> String? {
        guard let done = bytesDone, let total = bytesTotal, total > 0 else { return nil }
        var values = [
            "done": Localization.text(ofBytes: done, in: language),
            "total": Localization.text(ofBytes: total, in: language),
        ]
        guard let rate = bytesPerSecond, let left = timeLeft else {
            return Localization.text("bytes.done", values, in: language)
        }
        values["rate"] = Localization.text(ofBytes: rate, in: language)
        values["left"] = Localization.text(of: left.rounded, in: language)
        return Localization.text("bytes.left", values, in: language)
    }

    fileprivate mutating func measure(since earlier: Self?, milliseconds: Int64) {
        guard let earlier = earlier?.bytesDone, let done = bytesDone, milliseconds > 0, done > earlier else {
            return bytesPerSecond = nil
        }
        bytesPerSecond = Int64(Double(done - earlier) * 1000 / Double(milliseconds))
    }
}

extension Progress {
    /// The same with its rates, reported this long after `earlier`.
    public func measured(since earlier: Progress, after time: Duration) -> Progress {
        var progress = self
        // False for another image, or for checks after the download.
        let isSame = earlier.bytesTotal == bytesTotal
        progress.measure(since: isSame ? earlier : nil, milliseconds: time.milliseconds)
        for index in progress.regions.indices {
            let name = progress.regions[index].name
            progress.regions[index].measure(
                since: earlier.regions.first { $0.name == name }, milliseconds: time.milliseconds)
        }
        return progress
    }

    /// All bytes have arrived.
    public mutating func finish() {
        percent = 100
        (bytesDone, bytesPerSecond) = (bytesTotal, nil)
        for index in regions.indices { regions[index].bytesPerSecond = nil }
    }
}

extension Duration {
    /// Rounded for people: whole minutes from two minutes on, whole hours from two hours on.
    fileprivate var rounded: Duration {
        let seconds = components.seconds
        let unit: Int64 = seconds < 120 ? 1 : seconds < 7_200 ? 60 : 3_600
        return .seconds((seconds + unit - 1) / unit * unit)
    }
}
