// A record that ends every worker that tries it: counted over restarts, found among its neighbours, and put away.

import Base
import Foundation
import Log
import Offers
import Synchronization
import TestSupport
import Testing

@testable import Runtime

struct CrashTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "notes-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func certify(_ partition: Int32, _ offset: Int64) -> RecordID {
        RecordID(TopicPartition("offers.stage.certify", partition), offset)
    }

    @Test func `What was at work stands in the notes of the next process, and what ended does not`() throws {
        try withFolder { (folder: String) throws in
            func noted(_ change: (InFlightFile) -> Void) throws -> [String] {
                let notes = try InFlightFile(folder: folder, topic: .stage(.certify))
                change(notes)
                return notes.records.map(\.description).sorted()
            }
            let begun = try noted { notes in
                notes.begin(0, certify(0, 0))
                notes.begin(1, certify(3, 17))
                notes.begin(2, certify(3, 18))
                notes.end(1)
            }
            #expect(begun == ["offers.stage.certify/0@0", "offers.stage.certify/3@18"])
            // As if the process had died there: the file is free, and holds the same.
            let found = try noted { _ in }
            #expect(found == begun)
            let cleared = try noted { notes in
                notes.keep(certify(3, 18))
                notes.clear()
            }
            #expect(cleared == ["offers.stage.certify/3@18"])
        }
    }

    @Test func `Two processes on one machine take a file each`() throws {
        try withFolder { (folder: String) throws in
            let one = try InFlightFile(folder: folder, topic: .stage(.certify))
            one.begin(0, certify(1, 1))
            let other = try InFlightFile(folder: folder, topic: .stage(.certify))
            #expect(other.records == [])
            #expect(one.records == [certify(1, 1)])
        }
    }

    @Test func `Notes that no worker can have written are passed over and cleared`() throws {
        try withFolder { (folder: String) throws in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let words: [Int64] = [.min, 0, -5, 1, .max, 2, 8, -1, 8, .max, 8, 4]
            let bytes = words.flatMap { word in withUnsafeBytes(of: word) { Array($0) } }
            try Data(bytes).write(to: URL(filePath: folder).appending(path: "offers.stage.certify.1"))
            let notes = try InFlightFile(folder: folder, topic: .stage(.certify))
            #expect(notes.records == [certify(2, .max - 1), certify(4, 7)])
            notes.clear()
            #expect(notes.records == [])
        }
    }

    @Test func `A number of crashes that no worker can have counted is no control`() throws {
        var controls = Controls()
        func take(_ crashes: Int) throws {
            let record = Controls.suspicion(
                of: "offers.stage.certify/3@17", crashes: crashes, at: Timestamp(milliseconds: 0), source: "/test")
            try controls.take(key: record.key, value: record.value)
        }
        try take(3)
        for crashes in [0, -1, Int.max] { #expect(throws: EventError.self) { try take(crashes) } }
        #expect(controls.suspects == ["offers.stage.certify/3@17": 3])
    }

    @Test func `The third crash over a record makes it a dead letter; those beside it are done`() throws {
        try withFolder { (folder: String) throws in
            let started = Mutex<[[String]]>([[]])
            // Work that hangs stands for work that crashes: the test ends the process while it is at work.
            let gate = AsyncGate()
            let bench = try StageFixture(
                ScriptedWork { job in
                    started.withLock { $0[$0.count - 1].append(job.slip.offer.offer) }
                    if job.slip.offer.offer == "deadly" { await gate.wait() }
                    return .completed()
                }, notes: folder)
            bench.schedule("one")
            bench.schedule("deadly")
            bench.schedule("two")
            for _ in 1...3 {
                // Up to the moment at which the deadly record is at work and nothing that was done is committed.
                try bench.worker.turn(wait: .zero)
                bench.clock.advance(.milliseconds(300))
                try bench.worker.turn(wait: .zero)
                bench.clock.advance(.milliseconds(300))
                for _ in 0..<20 where started.withLock({ !$0[$0.count - 1].contains("deadly") }) {
                    bench.executor.drain()
                    try bench.worker.turn(wait: .zero)
                    bench.clock.advance(.milliseconds(300))
                }
                #expect(started.withLock { $0[$0.count - 1].contains("deadly") })
                try bench.crash()
                started.withLock { $0.append([]) }
            }
            for _ in 0..<6 {
                bench.clock.advance(.milliseconds(300))
                try bench.settle()
            }
            let tries = started.withLock { $0.filter { $0.contains("deadly") }.count }
            #expect(tries == 3)
            let letter = try #require(bench.broker.records(of: .deadLetters).first)
            #expect(bench.broker.records(of: .deadLetters).count == 1)
            #expect(letter.key == Array("contoso/deadly".utf8))
            #expect(
                letter.headers.contains {
                    $0.name.hasSuffix("class.name") && String(decoding: $0.value, as: UTF8.self) == "crashes-worker"
                })
            let fault = try #require(try bench.reports("deadly").first { $0.outcome.kind == "faulted" })
            #expect(fault.parked != nil, "an operator can send it on")
            for offer in ["one", "two"] {
                #expect(try bench.reports(offer).filter { $0.outcome.kind == "completed" }.count == 1)
            }
            var controls = Controls()
            for record in bench.broker.records(of: .controls) {
                try controls.take(key: record.key, value: record.value)
            }
            #expect(controls.suspects == [:], "who came to an answer is no suspect any more")
            gate.open()
            bench.executor.drain()
        }
    }

    @Test func `A suspect of two crashes runs alone`() throws {
        let atWork = Mutex<Set<String>>([])
        let together = Mutex<[Set<String>]>([])
        let gates = ["one": AsyncGate(), "two": AsyncGate(), "suspect": AsyncGate()]
        let bench = try StageFixture(
            ScriptedWork { job in
                let name = job.slip.offer.offer
                let now = atWork.withLock { work in
                    work.insert(name)
                    return work
                }
                together.withLock { $0.append(now) }
                await gates[name]?.wait()
                atWork.withLock { _ = $0.remove(name) }
                return .completed()
            })
        bench.schedule("one")
        bench.schedule("suspect")
        bench.schedule("two")
        let place = try #require(
            bench.broker.records(of: .stage(.certify)).first { $0.key == Array("contoso/suspect".utf8) })
        bench.broker.append(Controls.suspicion(of: "\(place.id)", crashes: 2, at: bench.clock.now, source: "/test"))
        try bench.settle()
        #expect(atWork.withLock { $0 } == ["suspect"])
        gates["suspect"]?.open()
        bench.executor.drain()
        try bench.settle()
        #expect(atWork.withLock { $0 } == ["one", "two"])
        for name in ["one", "two"] { gates[name]?.open() }
        bench.executor.drain()
        try bench.settle()
        #expect(together.withLock { $0.allSatisfy { !$0.contains("suspect") || $0.count == 1 } })
        #expect(try bench.events(.outcomes).count { $0.type.rawValue.contains("completed") } == 3)
    }

    @Test func `A suspect whose work lasts holds its neighbours up for a minute, and no longer`() throws {
        let started = Mutex<Set<String>>([])
        let gate = AsyncGate()
        let bench = try StageFixture(
            ScriptedWork { job in
                started.withLock { _ = $0.insert(job.slip.offer.offer) }
                if job.slip.offer.offer.hasPrefix("suspect") { await gate.wait() }
                return .completed()
            })
        for name in ["suspect-1", "suspect-2", "neighbour"] { bench.schedule(name) }
        for record in bench.broker.records(of: .stage(.certify))
        where String(decoding: record.key ?? [], as: UTF8.self).contains("suspect") {
            bench.broker.append(
                Controls.suspicion(of: "\(record.id)", crashes: 2, at: bench.clock.now, source: "/test"))
        }
        try bench.settle()
        #expect(started.withLock { $0.count } == 1)
        bench.clock.advance(.seconds(61))
        try bench.settle()
        #expect(started.withLock { $0 } == ["suspect-1", "suspect-2"], "the next suspect is alone save for the first")
        bench.clock.advance(.seconds(61))
        try bench.settle()
        #expect(started.withLock { $0 } == ["suspect-1", "suspect-2", "neighbour"])
        gate.open()
        bench.executor.drain()
        try bench.settle()
        #expect(try bench.events(.outcomes).count { $0.type.rawValue.contains("completed") } == 3)
    }
}
