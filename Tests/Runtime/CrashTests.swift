// A record that ends every worker that tries it: counted over restarts, found among others, and dead-lettered.

import Base
import Events
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

    @Test func `The next process finds in the file what was in flight, and not what ended`() throws {
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

    @Test func `Records that no worker can have written are ignored and cleared`() throws {
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

    @Test func `A number of crashes that no worker can have counted is refused`() throws {
        var controls = Controls()
        func take(_ crashes: Int) throws {
            let record = Controls.quarantine(
                of: "offers.stage.certify/3@17", crashes: crashes, at: Timestamp(milliseconds: 0), source: "/test")
            try controls.take(key: record.key, value: record.value)
        }
        try take(3)
        for crashes in [0, -1, Int.max] { #expect(throws: EventError.self) { try take(crashes) } }
        #expect(controls.quarantined == ["offers.stage.certify/3@17": 3])
    }

    @Test func `The third crash over a record makes it a dead letter; those beside it are done`() throws {
        try withFolder { (folder: String) throws in
            let started = Mutex<[[String]]>([[]])
            // Work that hangs stands for work that crashes: the test ends the process while it is at work.
            let gate = AsyncGate()
            let fixture = try StageFixture(
                ScriptedWork { job in
                    started.withLock { $0[$0.count - 1].append(job.step.key.offer) }
                    if job.step.key.offer == "deadly" { await gate.wait() }
                    return .completed()
                }, notes: folder)
            fixture.schedule("one")
            fixture.schedule("deadly")
            fixture.schedule("two")
            for _ in 1...3 {
                // Up to the moment at which the deadly record is at work and nothing that was done is committed.
                try fixture.worker.turn(wait: .zero)
                fixture.clock.advance(.milliseconds(300))
                try fixture.worker.turn(wait: .zero)
                fixture.clock.advance(.milliseconds(300))
                for _ in 0..<20 where started.withLock({ !$0[$0.count - 1].contains("deadly") }) {
                    fixture.executor.drain()
                    try fixture.worker.turn(wait: .zero)
                    fixture.clock.advance(.milliseconds(300))
                }
                #expect(started.withLock { $0[$0.count - 1].contains("deadly") })
                try fixture.crash()
                started.withLock { $0.append([]) }
            }
            for _ in 0..<6 {
                fixture.clock.advance(.milliseconds(300))
                try fixture.settle()
            }
            let tries = started.withLock { $0.filter { $0.contains("deadly") }.count }
            #expect(tries == 3)
            let letter = try #require(fixture.broker.records(of: .deadLetters).first)
            #expect(fixture.broker.records(of: .deadLetters).count == 1)
            #expect(letter.key == Array("contoso/deadly".utf8))
            #expect(
                letter.headers.contains {
                    $0.name.hasSuffix("class.name") && String(decoding: $0.value, as: UTF8.self) == "crashes-worker"
                })
            let fault = try #require(try fixture.reports("deadly").first { $0.outcome.kind == .faulted })
            #expect(fault.parked != nil, "an operator can send it on")
            for offer in ["one", "two"] {
                #expect(try fixture.reports(offer).filter { $0.outcome.kind == .completed }.count == 1)
            }
            var controls = Controls()
            for record in fixture.broker.records(of: .controls) {
                try controls.take(key: record.key, value: record.value)
            }
            #expect(controls.quarantined == [:], "a record that came to an answer is released")
            gate.open()
            fixture.executor.drain()
        }
    }

    @Test func `A record of two crashes runs alone`() throws {
        let atWork = Mutex<Set<String>>([])
        let together = Mutex<[Set<String>]>([])
        let gates = ["one": AsyncGate(), "two": AsyncGate(), "crasher": AsyncGate()]
        let fixture = try StageFixture(
            ScriptedWork { job in
                let name = job.step.key.offer
                let now = atWork.withLock { work in
                    work.insert(name)
                    return work
                }
                together.withLock { $0.append(now) }
                await gates[name]?.wait()
                atWork.withLock { _ = $0.remove(name) }
                return .completed()
            })
        fixture.schedule("one")
        fixture.schedule("crasher")
        fixture.schedule("two")
        let place = try #require(
            fixture.broker.records(of: .stage(.certify)).first { $0.key == Array("contoso/crasher".utf8) })
        fixture.broker.append(
            Controls.quarantine(of: "\(place.id)", crashes: 2, at: fixture.clock.now, source: "/test"))
        try fixture.settle()
        #expect(atWork.withLock { $0 } == ["crasher"])
        gates["crasher"]?.open()
        fixture.executor.drain()
        try fixture.settle()
        #expect(atWork.withLock { $0 } == ["one", "two"])
        for name in ["one", "two"] { gates[name]?.open() }
        fixture.executor.drain()
        try fixture.settle()
        #expect(together.withLock { $0.allSatisfy { !$0.contains("crasher") || $0.count == 1 } })
        #expect(try fixture.reports().count { $0.outcome.kind == .completed } == 3)
    }

    @Test func `A record of two crashes whose work lasts delays others for a minute, and no longer`() throws {
        let started = Mutex<Set<String>>([])
        let gate = AsyncGate()
        let fixture = try StageFixture(
            ScriptedWork { job in
                started.withLock { _ = $0.insert(job.step.key.offer) }
                if job.step.key.offer.hasPrefix("crasher") { await gate.wait() }
                return .completed()
            })
        for name in ["crasher-1", "crasher-2", "other"] { fixture.schedule(name, of: name) }
        for record in fixture.broker.records(of: .stage(.certify))
        where String(decoding: record.key ?? [], as: UTF8.self).contains("crasher") {
            fixture.broker.append(
                Controls.quarantine(of: "\(record.id)", crashes: 2, at: fixture.clock.now, source: "/test"))
        }
        try fixture.settle()
        #expect(started.withLock { $0.count } == 1)
        fixture.clock.advance(.seconds(61))
        try fixture.settle()
        #expect(started.withLock { $0 } == ["crasher-1", "crasher-2"], "the next one is alone but for the first")
        fixture.clock.advance(.seconds(61))
        try fixture.settle()
        #expect(started.withLock { $0 } == ["crasher-1", "crasher-2", "other"])
        gate.open()
        fixture.executor.drain()
        try fixture.settle()
        #expect(try fixture.reports().count { $0.outcome.kind == .completed } == 3)
    }
}
