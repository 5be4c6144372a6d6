// What operators look after the line with: watch, lag, doctor.

import Base
import BrokerClient
import Deployment
import Events
import Offers
import Testing

@testable import CommandLine

/// The same tool on a terminal that can be drawn over.
private func onTerminal(_ words: String..., shelf: Shelf) -> String {
    var text = ""
    let out = Out(redraws: true, write: { text += $0 }, warn: { _ in })
    _ = CommandLineTool.run(words, environment: [:], out: out, world: testWorld) { _ in shelf.broker }
    return text
}

@Suite struct WatchTests {
    private func over() -> OfferStatus {
        var status = running()
        status.state = .succeeded
        return status
    }

    @Test func `Into a pipe goes a line a change until the submission ends`() {
        let shelf = Shelf()
        shelf.put(row(running()))
        shelf.later = [row(running()), row(over()), row(running())]
        let run = offerctl("status", "contoso/web-server", "--watch", shelf: shelf)
        #expect(
            run
                == Run(
                    out: """
                        2026-11-21 09:45  Running: step 3 of 4, Provisioning, In progress, 52%
                        2026-11-21 09:45  Live

                        """))
    }

    @Test func `On a terminal the page is drawn over itself with a bar below`() {
        let shelf = Shelf()
        shelf.put(row(over()))
        let text = onTerminal("status", "contoso/web-server", "--watch", shelf: shelf)
        #expect(text.hasPrefix("\u{1B}[Hcontoso/web-server  Contoso Web Server\u{1B}[K\n"))
        #expect(text.hasSuffix("[###############---------------] 2 of 4 steps done\u{1B}[K\n\u{1B}[J"))
    }

    @Test func `An offer that nobody knows is not waited for`() {
        #expect(offerctl("status", "contoso/web-server", "--watch", shelf: Shelf()).code == .refused)
    }
}

@Suite struct LagTests {
    @Test func `Waiting records are counted for each group and topic`() {
        let shelf = Shelf()
        for _ in 0..<3 { shelf.put(Message(topic: .commands, key: webServer.bytes, value: []), partition: 1) }
        shelf.put(Message(topic: .commands, key: webServer.bytes, value: []), partition: 4)
        shelf.groups = ["offer-coordinator": [.commands: [1: 2]]]
        shelf.members = ["offer-coordinator": 2]
        let run = offerctl("lag", shelf: shelf)
        #expect(
            run.out.hasPrefix(
                """
                Group                   Topic                                Waiting  Partitions  Members
                offer-coordinator       offers.commands                            2           2        2
                offer-coordinator       offers.outcomes                            0           0        2
                validate-prerequisites  offers.stage.validate-prerequisites        0           0        0

                """))
        shelf.members = nil
        #expect(
            offerctl("lag", "--json", shelf: shelf).out.hasPrefix(
                #"{"group":"offer-coordinator","partitions":2,"topic":"offers.commands","waiting":2}"# + "\n"))
    }
}

@Suite struct DoctorTests {
    private let nothing = ["OFFERS_POLICY": "/nowhere", "OFFERS_PROFILES": "/nowhere", "OFFERS_REGIONS": "/nowhere"]

    private func lines(_ shelf: Shelf?) -> [Substring] {
        offerctl("doctor", environment: nothing, shelf: shelf).out.split(separator: "\n")
    }

    @Test func `What is in order is said so`() {
        let shelf = Shelf()
        shelf.members = Dictionary(uniqueKeysWithValues: Service.all.map { ($0.name, 1) })
        let lines = lines(shelf)
        #expect(lines[0] == "✓ broker                  answers at 127.0.0.1:9092, the default")
        #expect(lines[1].hasPrefix("✓ librdkafka              2."))
        #expect(lines[2] == "✓ topics                  all \(Topic.all.count) exist")
        #expect(lines[3] == "✓ partitions              8 in every topic")
        #expect(lines.contains("✓ go-live                 1 member"))
    }

    @Test func `Each thing that is wrong comes with what to do`() {
        let shelf = Shelf()
        shelf.partitions[.status] = nil
        shelf.partitions[.history] = 4
        shelf.members = [:]
        shelf.mayWrite = false
        let run = offerctl("doctor", environment: nothing, shelf: shelf)
        #expect(run.code == .refused)
        #expect(run.err == ["17 things are wrong; follow the remedies and run this again"])
        for line in [
            "✗ topics                  missing: offers.status", "-> run \"offerctl topics apply\"",
            "✗ partitions              topics have different numbers: 4, 8",
            "✗ writing                 no right to write",
            "✗ certify                 no worker is in this group", "-> start certify",
            "✗ policy                  --policy /nowhere: the file cannot be read",
        ] {
            #expect(run.out.contains(line), "\(line)")
        }
    }

    @Test func `The doctor finds settings that differ, rows that moved, and work without progress`() {
        let shelf = Shelf()
        shelf.members = Dictionary(uniqueKeysWithValues: Service.all.map { ($0.name, 1) })
        shelf.configurations?[.status] = ["cleanup.policy": "delete", "retention.ms": "60000"]
        shelf.configurations?[.commands] = ["message.timestamp.type": "CreateTime"]
        shelf.openTransactions[.commands] = [2: 41]
        shelf.unreadable[.stage(.certify)] = "bad compression"
        shelf.groups = ["certify": [.stage(.certify): [1: 0]], "offer-notifier": [.history: [1: 0]]]
        shelf.put(Message(topic: .stage(.certify), key: nil, value: []), partition: 1)
        shelf.put(Message(topic: .history, key: nil, value: []), at: time("2026-11-21T09:00:00Z"), partition: 1)
        shelf.put(Message(topic: .status, key: Array("contoso/a".utf8), value: Array("{}".utf8)), partition: 0)
        shelf.put(Message(topic: .status, key: Array("contoso/b".utf8), value: Array("{}".utf8)), partition: 0)
        let run = offerctl("doctor", environment: nothing, shelf: shelf)
        for line in [
            "offers.status has cleanup.policy=delete, but needs compact: the broker deletes rows that are needed",
            "--entity-name offers.status --add-config cleanup.policy=compact",
            "offers.commands has message.timestamp.type=CreateTime, but needs LogAppendTime",
            "open, and records wait behind them: offers.commands/2 at offset 41",
            "offers.stage.certify/1@0 cannot be read: bad compression",
            "makes no progress at offers.history/1@0, a record of 2026-11-21 09:00",
            "not in the partition of their key: contoso/",
        ] {
            #expect(run.out.contains(line), "\(line)")
        }
        shelf.configurations = nil
        #expect(lines(shelf).contains("? settings                this broker does not say how it keeps topics"))
    }

    @Test func `The doctor finds what is paused, what is blocked, and groups that are nobody's`() {
        let shelf = Shelf()
        shelf.members = Dictionary(uniqueKeysWithValues: Service.all.map { ($0.name, 1) })
        var quiet = lines(shelf)
        for line in ["✓ pauses                  no stage is paused", "✓ offers                  none is blocked"] {
            #expect(quiet.contains { $0 == line }, "\(line)")
        }
        let pause = Controls.Pause(since: time("2026-11-21T09:00:00Z"), reason: "a store moves")
        shelf.put(Controls.message(.stage(.certify), pause, id: "c", source: "/test"))
        shelf.put(Controls.message(.pipeline, pause, id: "c", source: "/test"))
        var blocked = running()
        blocked.steps[2].state = .blocked
        shelf.put(row(blocked))
        for group in ["former-certify", "certify-host-1-probe", "elsewhere"] { shelf.members?[group] = 0 }
        shelf.members?["a-view"] = 1
        let commits: [Topic: Position] = [.stage(.certify): [1: 5]]
        for group in ["former-certify", "certify-host-1-probe", "a-view"] { shelf.groups[group] = commits }
        let run = offerctl("doctor", environment: nothing, shelf: shelf)
        for line in [
            "stage certify is paused since 2026-11-21 09:00 UTC: a store moves", "-> offerctl resume --stage certify",
            "the whole pipeline is paused since", "-> offerctl resume --pipeline", "blocked: contoso/web-server",
            "? groups                  former-certify has read offers.stage.certify, has no members and is not a worker's",
        ] {
            #expect(run.out.contains(line), "\(line)")
        }
        quiet = run.out.split(separator: "\n")
        #expect(quiet.count { $0.hasPrefix("? groups") } == 1)
    }

    @Test func `Without a broker the files are looked at all the same`() {
        let lines = lines(nil)
        #expect(lines[0] == "✗ broker    no broker was to be asked")
        #expect(lines.contains { $0.hasPrefix("✗ regions   --regions /nowhere: the file cannot be read") })
    }
}
