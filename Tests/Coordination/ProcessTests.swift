// Which process a submission follows, where processes come from, and how others know of them.

import Base
import Events
import Foundation
import JSON
import Localization
import Offers
import Testing

@testable import Coordination

@Suite struct ProcessTests {
    @Test func `A named process wins over the offer type's own`() throws {
        var other = vm2018(name: "vm-short", stages: [.certify, .publisherSignOff, .goLive])
        other.defaultFor = []
        var desk = try Desk([vm2018(), other])
        let messages = try desk.publish { $0.event["profile"] = "vm-short" }
        #expect(messages[0].topic == .stage(.certify))
        #expect(desk.status?.profile == "vm-short")
    }

    @Test func `Two defaults for one offer type are refused at the start`() {
        #expect(
            throws: Settings.Wrong(
                "profiles a and b are both the default for virtual-machine: remove it from \"defaultFor\" of one")
        ) {
            try Coordinator(profiles: ["a": vm2018(name: "a"), "b": vm2018(name: "b")])
        }
        #expect(
            throws: Settings.Wrong(
                "--profiles is missing: the folder of the publishing processes, e.g. deploy/profiles "
                    + "(or set OFFERS_PROFILES)")
        ) { try Coordinator(Settings([:])) }
    }

    @Test func `Profiles are read from the folder the setting names`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "profiles-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(vm2018(name: "vm-mine").json).write(to: folder.appending(path: "vm-mine.json"))
        var desk = try Desk()
        desk.coordinator = try Coordinator(Settings(["profiles": folder.path]))
        try desk.publish()
        #expect(desk.status?.profile == "vm-mine")
        #expect(throws: PublishingProfile.Invalid.self) {
            try Coordinator(Settings(["profiles": folder.path + "/nowhere"]))
        }
    }

    @Test func `Each process is announced on its topic, once`() throws {
        let desk = try Desk(
            [vm2018(), vm2018(name: "vm-short", stages: [.certify])].map {
                var profile = $0
                profile.defaultFor = []
                return profile
            })
        let messages = desk.coordinator.announcements(Followed())
        #expect(messages.allSatisfy { $0.topic == .processes })
        #expect(
            messages.map { String(decoding: ($0.key ?? []).prefix { $0 != 0x40 }, as: UTF8.self) } == [
                "vm-2018", "vm-short",
            ])
        var followed = Followed()
        for message in messages {
            try followed.take(message.topic, key: message.key, value: message.value, at: morning)
        }
        #expect(desk.coordinator.announcements(followed) == [])
    }

    @Test func `A submission keeps the process it started with, which others know by its topic`() throws {
        var desk = try Desk()
        try desk.publish()
        let old = desk.coordinator.announcements(Followed())
        var changed = vm2018(cancel: .untilSignOff)
        changed.steps[Place.validate].timeout = "PT1H"
        desk.coordinator = try Coordinator(profiles: ["vm-2018": changed])
        let rows = desk.rows
        #expect(Desk.poison { _ = try desk.coordinator.state(of: rows, Followed()) } == "unknown-process")
        for message in old {
            try desk.followed.take(message.topic, key: message.key, value: message.value, at: morning)
        }
        try desk.say(.completed(StepOutputs()), Place.validate)
        #expect(desk.status?.processReference == PublishingProcess(vm2018()).reference)
        #expect(desk.status?.cancelRefusal == .cancelOnlyAtSignOff)
    }
}
