// The rows of offers, their decoded values, and the times at which they want to be looked at.

import Base
import Events
import Log
import Offers
import TestSupport
import Testing

@testable import Runtime

@Suite struct StateStoreTests {
    private let a = Array("contoso/a".utf8)
    private let b = Array("contoso/b".utf8)

    /// A row is a number: the time at which it wants to be looked at; 0 for never.
    private func deadline(_ row: [UInt8], _ table: Topic) -> Timestamp? {
        guard table == .status, let number = Int64(String(decoding: row, as: UTF8.self)), number > 0 else { return nil }
        return Timestamp(milliseconds: number)
    }

    private func row(_ number: Int, _ key: [UInt8], _ table: Topic = .status) -> Message {
        Message(topic: table, key: key, value: Array("\(number)".utf8))
    }

    private func restored(
        _ messages: [Message], partitions: [Int32] = [0], of count: Int = 1
    ) throws -> (StateStore<Int>, [Int32: Int]) {
        let broker = MemoryBroker(partitions: 2)
        for message in messages { broker.append(message, partition: 0) }
        var store = StateStore<Int>(tables: [.status, .blocked])
        let counts = try store.restore(
            partitions, of: count, from: MemoryLog(broker, group: "g", inputs: [.outcomes]), deadline: deadline)
        return (store, counts)
    }

    private func decode(_ rows: [Topic: [UInt8]]) -> Int? {
        rows[.status].flatMap { Int(String(decoding: $0, as: UTF8.self)) }
    }

    private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    @Test func `The newest row of each key is restored, and a tombstone removes it`() throws {
        let (store, counts) = try restored(
            [
                row(1, a), row(2, b), row(3, a), row(4, a, .blocked),
                .tombstone(.status, OfferKey(publisher: "contoso", offer: "b")),
            ],
            partitions: [0, 1])
        #expect(counts == [0: 1])
        #expect(store.has(0) && store.has(1) && !store.has(2))
        #expect(store.rows(of: a, 0) == [.status: Array("3".utf8), .blocked: Array("4".utf8)])
        #expect(store.rows(of: b, 0) == [:])
        #expect(store.rows(of: a, 1) == [:])
    }

    @Test func `Decoded values of large rows are bounded by the bytes of their rows`() throws {
        let keys = (0..<60).map { Array("contoso/\($0)".utf8) }
        // A submission that waits has its document in its row.
        let messages = keys.map { Message(topic: .blocked, key: $0, value: [UInt8](repeating: 1, count: 900_000)) }
        var (store, _) = try restored(messages)
        let rows = messages.reduce(0) { $0 + ($1.value?.count ?? 0) }
        #expect(rows > StateStore<Int>.mostDecodedBytes)
        var decodings = 0
        func state(_ key: [UInt8]) throws -> Int? {
            try store.state(of: key, 0) { rows in
                decodings += 1
                return rows[.blocked]?.count
            }
        }
        for key in keys {
            #expect(try state(key) == 900_000)
            #expect(store.decodedBytes <= StateStore<Int>.mostDecodedBytes)
        }
        #expect(try state(keys[59]) == 900_000)
        #expect(decodings == 60, "the newest are kept")
        #expect(try state(keys[0]) == 900_000)
        #expect(decodings == 61, "the oldest are decoded again")
        for key in keys { store.apply([Message(topic: .blocked, key: key, value: nil)], nil, 0, deadline: nil) }
        #expect(store.decodedBytes == 0)
    }

    @Test func `The decoded values of a partition go with it`() throws {
        var (store, _) = try restored([row(1, a), row(2, b)])
        for key in [a, b] { #expect(try store.state(of: key, 0, decode: decode) != nil) }
        #expect(store.decodedBytes == 2)
        store.apply([Message(topic: .status, key: a, value: nil)], nil, 0, deadline: nil)
        store.apply([row(3, a)], 3, 0, deadline: nil)
        #expect(store.decodedBytes == 2)
        store.drop(0)
        #expect(store.decodedBytes == 0)
    }

    @Test func `A row that its key's partition does not hold ends the worker`() throws {
        let home = Partitioner.partition(of: a, count: 2)
        let store = try? restored([row(1, a)], of: 2)
        #expect((store == nil) == (home != 0))
        let keys = ["contoso/a", "contoso/b", "contoso/c", "contoso/d"].map { Array($0.utf8) }
        let error = #expect(throws: MisplacedRow.self) { try restored(keys.map { row(1, $0) }, of: 2) }
        #expect(error?.description.contains("got more partitions") == true)
    }

    @Test func `A value is decoded once, until its rows change without it`() throws {
        var (store, _) = try restored([row(1, a)])
        var count = 0
        func state() throws -> Int? {
            try store.state(of: a, 0) { rows in
                count += 1
                return decode(rows)
            }
        }
        #expect(try state() == 1)
        #expect(try state() == 1)
        #expect(count == 1)
        store.apply([row(2, a)], 2, 0, deadline: nil)
        #expect(try state() == 2)
        #expect(count == 1, "the state came with the row")
        store.apply([row(3, a)], nil, 0, deadline: nil)
        #expect(try state() == 3)
        #expect(count == 2)
        store.apply([Message(topic: .history, key: a, value: [1])], 9, 0, deadline: nil)
        #expect(try state() == 3, "what is written elsewhere changes nothing")
        #expect(try store.state(of: b, 0, decode: decode) == nil)
    }

    @Test func `A value that cannot be decoded is not kept`() throws {
        var (store, _) = try restored([row(1, a)])
        #expect(throws: Fault.self) { try store.state(of: a, 0) { _ in throw Fault("broken", "broken") } }
        #expect(try store.state(of: a, 0, decode: decode) == 1)
    }

    @Test func `A partition that is lost is forgotten, with its values and times`() throws {
        var (store, _) = try restored([row(5, a)])
        _ = try store.state(of: a, 0, decode: decode)
        store.drop(0)
        #expect(!store.has(0))
        #expect(try store.state(of: a, 0, decode: decode) == nil)
        #expect(store.timers.first == nil)
        store.apply([row(1, a)], 1, 0, deadline: at(1))
        #expect(store.rows(of: a, 0) == [:], "rows of a partition that is not ours are not kept")
        #expect(try store.state(of: a, 0, decode: decode) == nil)
        #expect(store.timers.first == nil)
    }

    @Test func `Offers are counted for each publisher: what is restored, written, removed and lost`() throws {
        let broker = MemoryBroker(partitions: 1)
        let fabrikam = Array("fabrikam/a".utf8)
        for message in [row(1, a), row(0, b), row(1, fabrikam), row(7, b, .blocked)] { broker.append(message) }
        // A row that is not 0 is open.
        var store = StateStore<Int>(tables: [.status, .blocked]) { row, _ in row != Array("0".utf8) }
        _ = try store.restore(
            [0], of: 1, from: MemoryLog(broker, group: "g", inputs: [.outcomes]), deadline: { _, _ in nil })
        func tally(_ publisher: String = "contoso") -> [Int] {
            let tally = store.tally(of: publisher)
            return [tally.offers, tally.open]
        }
        #expect(tally() == [2, 1])
        #expect(tally("fabrikam") == [1, 1])
        store.apply([row(1, b)], 1, 0, deadline: nil, isOpen: true)
        #expect(tally() == [2, 2])
        store.apply([row(1, b)], 1, 0, deadline: nil, isOpen: true)
        store.apply([row(1, Array("contoso/c".utf8))], 1, 0, deadline: nil, isOpen: true)
        #expect(tally() == [3, 3])
        store.apply([row(0, a)], 0, 0, deadline: nil, isOpen: false)
        #expect(tally() == [3, 2])
        store.apply([Message(topic: .status, key: a, value: nil)], nil, 0, deadline: nil, isOpen: false)
        #expect(tally() == [2, 2])
        #expect(tally("fabrikam") == [1, 1])
        store.drop(0)
        #expect(tally() == [0, 0] && tally("fabrikam") == [0, 0])
    }

    @Test func `The state of an offer does not outlive its rows`() throws {
        var (store, _) = try restored([])
        func state() throws -> Int? { try store.state(of: a, 0, decode: decode) }
        store.apply([row(1, a)], 1, 0, deadline: nil)
        #expect(try state() == 1)
        // A message that takes the row away may come with a state.
        store.apply([.tombstone(.status, OfferKey(publisher: "contoso", offer: "a"))], 2, 0, deadline: at(9))
        #expect(try state() == nil)
        #expect(store.timers.first == nil)
        // The partition is lost with an answer that has no row yet, and comes back.
        store.apply([row(3, a)], 3, 0, deadline: nil)
        store.drop(0)
        let log = MemoryLog(MemoryBroker(partitions: 2), group: "g", inputs: [.outcomes])
        _ = try store.restore([0], of: 1, from: log, deadline: deadline)
        #expect(try state() == nil)
    }

    @Test func `When very many values are decoded, all are forgotten and decoded again`() throws {
        var (store, _) = try restored([row(1, a)])
        var count = 0
        func state() throws -> Int? {
            try store.state(of: a, 0) { rows in
                count += 1
                return decode(rows)
            }
        }
        _ = try state()
        for number in 1...16_384 { store.apply([row(number, Array("b\(number)".utf8))], number, 0, deadline: nil) }
        #expect(try state() == 1)
        #expect(try state() == 1)
        #expect(count == 2)
    }

    @Test func `An offer is looked at once at its earliest time, and then at its next`() throws {
        var (store, _) = try restored([row(4, a), row(9, b)])
        for time in [6, 2, 8] { store.apply([row(time, a)], time, 0, deadline: at(Int64(time))) }
        #expect(store.takeDue(at(1))?.key == nil)
        let taken = store.takeDue(at(5))
        let first = try #require(taken)
        #expect(first.due == at(2))
        #expect(first.key == a)
        #expect(store.takeDue(at(5))?.key == nil, "one entry an offer, however often its time was put off")
        store.watchAgain(first, after: at(5), deadline: deadline)
        #expect(store.takeDue(at(8))?.due == at(8))
        #expect(store.takeDue(at(8))?.key == nil)
        #expect(store.takeDue(at(9))?.key == b)
    }

    @Test func `A row whose time has passed is not looked at again by itself`() throws {
        var (store, _) = try restored([row(4, a)])
        let taken = store.takeDue(at(7))
        let entry = try #require(taken)
        store.watchAgain(entry, after: at(7), deadline: deadline)
        #expect(store.timers.first == nil)
    }
}

@Suite struct TimerQueueTests {
    @Test func `Entries come in order of time, whatever order they were added in`() {
        var timers = TimerQueue()
        for (number, due) in [5, 3, 9, 1, 7, 3].enumerated() {
            let key = Array("o\(number)".utf8)
            timers.add(.init(due: Timestamp(milliseconds: Int64(due)), key: key, partition: Int32(due % 2)))
        }
        var taken: [String] = []
        while let entry = timers.takeDue(Timestamp(milliseconds: 8)) {
            taken.append("\(entry.due.milliseconds) \(String(decoding: entry.key, as: UTF8.self))")
        }
        #expect(taken == ["1 o3", "3 o1", "3 o5", "5 o0", "7 o4"])
        #expect(timers.first == Timestamp(milliseconds: 9))
    }

    @Test func `A great many come in order, and those of a lost partition not at all`() {
        var random = SeededGenerator(seed: 7)
        var timers = TimerQueue()
        var expected: [Int64] = []
        for number in 0..<2_000 {
            let due = Int64.random(in: 0..<500, using: &random)
            timers.add(
                .init(due: Timestamp(milliseconds: due), key: [UInt8(number % 251)], partition: Int32(number % 3)))
            if number % 3 != 1 { expected.append(due) }
        }
        timers.drop(1)
        var taken: [Int64] = []
        while let entry = timers.takeDue(Timestamp(milliseconds: 500)) { taken.append(entry.due.milliseconds) }
        #expect(taken == expected.sorted())
    }
}
