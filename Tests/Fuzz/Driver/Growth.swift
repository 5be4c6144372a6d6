// Whether hostile input costs more than it is long: every place of every sample is blown up to lengths four times apart,
// and the processor's time of both is taken. Coverage does not guide to this, and libFuzzer's inputs are too short to
// show it.

import Base
import Foundation
import JSON
import Offers

@testable import Gateway

/// Looks for input whose cost grows faster than its length.
struct Growth {
    let target: FuzzTarget
    private static let (short, middle, long) = (1 << 14, 1 << 16, 1 << 18)
    /// Four times as long may take so many times as long: twice linear, for what a busy machine adds.
    private static let most = 8.0
    /// Nothing is said of the growth of what takes less for 64 KiB: squared, this is a second for a mebibyte.
    private static let noticeable = Duration.milliseconds(4)

    /// The slowest of 64 KiB, how many shapes were tried, and how those grow that grow too fast.
    func search() throws -> (slowest: Duration, tried: Int, tooFast: [String]) {
        var slowest = Duration.zero
        var tooFast: [String] = []
        let shapes = try shapes()
        for (name, make) in shapes {
            let first = time(make(Self.middle))
            slowest = max(slowest, first)
            guard first > Self.noticeable else { continue }
            // Each the lesser of two: others use the machine as well. What seems to grow is looked at once more, longer.
            let middle = min(first, time(make(Self.middle)))
            guard middle / least(make(Self.short)) > Self.most else { continue }
            let long = least(make(Self.long))
            if long / middle > Self.most { tooFast.append("\(name): \(middle) becomes \(long)") }
        }
        return (slowest, shapes.count, tooFast)
    }

    private func least(_ bytes: [UInt8]) -> Duration { min(time(bytes), time(bytes)) }

    /// Of all threads of this process; at least a microsecond.
    private func time(_ bytes: [UInt8]) -> Duration {
        let before = processorTime()
        try? target.run(bytes)
        return .nanoseconds(max(1000, processorTime() - before))
    }

    private func processorTime() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private typealias Shape = (name: String, make: (Int) -> [UInt8])

    private func shapes() throws -> [Shape] {
        try target.seeds().prefix(3).enumerated().flatMap { number, seed -> [Shape] in
            let start = seed.firstIndex(of: UInt8(ascii: "{")) ?? seed.endIndex
            let head = Array(seed[..<start])
            let tree = try? JSONNode(Array(seed[start...]))
            let inside = tree.map { tree in
                tree.places().prefix(40).flatMap { path in
                    Self.values.map { name, value in
                        (
                            "seed \(number), \(name) at \(path)",
                            { head + tree.changed(at: path[...], by: $0, value).json }
                        )
                    }
                }
            }
            return (inside ?? []) + repeated(seed, number)
        }
    }

    /// A piece of the sample, over and over in its place.
    private func repeated(_ seed: [UInt8], _ number: Int) -> [Shape] {
        guard !seed.isEmpty else { return [] }
        return stride(from: 0, to: seed.count, by: max(1, seed.count / 12)).flatMap { place in
            [1, 3, 17].map { length in
                let piece = seed[place..<min(place + length, seed.count)]
                return (
                    "seed \(number), \(piece.count) bytes at \(place) repeated",
                    { size in
                        seed[..<place] + (0..<size / piece.count).flatMap { _ in piece } + seed[place...]
                    }
                )
            }
        }
    }

    private static let values: [(name: String, make: @Sendable (JSONNode, Int) -> JSONNode)] = [
        ("itself many times", { node, size in node.repeated(to: size) }),
        ("many members", { _, size in .object((0..<size / 12).map { .init("k\($0)", .number("1")) }) }),
        ("many texts", { _, size in .array((0..<size / 12).map { .string("t\($0)") }) }),
        ("many objects", { _, size in .array((0..<size / 24).map { .object([.init("id", .string("t\($0)"))]) }) }),
        ("a long text", { _, size in .string(String(repeating: "a", count: size)) }),
        ("a text of marks", { _, size in .string(String(repeating: "<%&@.,:/", count: size / 8)) }),
        ("a text of blanks and lines", { _, size in .string(String(repeating: " \n", count: size / 2)) }),
        ("a long number", { _, size in .number("1" + String(repeating: "0", count: size)) }),
    ]
}

extension JSONNode {
    /// Paths to all values, as places among members and elements.
    fileprivate func places() -> [[Int]] {
        let children: [JSONNode]
        switch self {
        case .object(let members): children = members.map(\.value)
        case .array(let items): children = items
        default: children = []
        }
        return [[]] + children.enumerated().flatMap { place, child in child.places().map { [place] + $0 } }
    }

    fileprivate func changed(at path: ArraySlice<Int>, by size: Int, _ change: (JSONNode, Int) -> JSONNode) -> JSONNode
    {
        guard let place = path.first else { return change(self, size) }
        switch self {
        case .object(var members):
            members[place].value = members[place].value.changed(at: path.dropFirst(), by: size, change)
            return .object(members)
        case .array(var items):
            items[place] = items[place].changed(at: path.dropFirst(), by: size, change)
            return .array(items)
        default: return self
        }
    }

    /// More of the same: elements, members under other names, text.
    fileprivate func repeated(to size: Int) -> JSONNode {
        let times = size / max(1, json.count)
        switch self {
        case .array(let items): return .array((0..<max(1, times)).flatMap { _ in items })
        case .object(let members):
            return .object(
                (0..<max(1, times)).flatMap { number in members.map { .init("\($0.name)\(number)", $0.value) } })
        case .string(let text): return .string(String(repeating: text, count: max(1, times)))
        default: return self
        }
    }
}
