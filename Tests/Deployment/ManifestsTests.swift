import Base
import Coordination
import Events
import Foundation
import Mailer
import Notifications
import Offers
import Stages
import Testing

@testable import Deployment

@Suite struct ManifestsTests {
    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(arguments: Manifests.files.keys.sorted())
    func `A generated file under deploy is current`(path: String) throws {
        let standing = try? String(contentsOf: root.appending(path: "deploy/\(path)"), encoding: .utf8)
        let isCurrent = standing == Manifests.files[path]
        #expect(isCurrent, "deploy/\(path) is out of date: run .build/debug/offer-manifests deploy")
    }

    @Test func `The crew is every worker's program, and each has its block under supervisor`() throws {
        let programs = try FileManager.default.contentsOfDirectory(
            atPath: root.appending(path: "Sources/Programs").path)
        let supervisor = try String(
            contentsOf: root.appending(path: "deploy/supervisor/supervisord.conf"), encoding: .utf8)
        for member in Service.all {
            #expect(programs.contains(member.name))
            #expect(supervisor.contains("[program:\(member.name)]"), "\(member.name)")
        }
        #expect(Set(Stage.all.map(\.rawValue)).isSubset(of: Service.all.map(\.name)))
    }

    @Test func `Inputs and tables are those of the workers themselves`() throws {
        func member(_ name: String) -> Service? { Service.all.first { $0.name == name } }
        let coordinator = try Coordinator(profiles: [:])
        #expect(member(Coordinator.name)?.inputs == coordinator.inputs)
        #expect(member(Coordinator.name)?.tables == coordinator.tables)
        let signOff = try PublisherSignOff(Settings([:]))
        #expect(member(PublisherSignOff.name)?.inputs == signOff.inputs)
        #expect(member(PublisherSignOff.name)?.tables == signOff.tables)
        let notifier = try Notifier(Settings([:]))
        #expect(member(Notifier.name)?.inputs == notifier.inputs)
        #expect(member(Mailer.name)?.inputs == [Mailer.input])
    }

    @Test func `A worker may write nothing but what it writes`() throws {
        let mailer = try #require(Service.all.first { $0.name == "offer-mailer" })
        #expect(
            mailer.rules == [
                AccessRule(resource: .topic, name: "offers.", isPrefix: true, operations: ["Describe"]),
                AccessRule(resource: .topic, name: "offers.notifications", operations: ["Read"]),
                AccessRule(resource: .topic, name: "offers.dead-letters", operations: ["Write"]),
                AccessRule(resource: .group, name: "offer-mailer", isPrefix: true, operations: ["Read", "Describe"]),
                AccessRule(
                    resource: .transactionalId, name: "offer-mailer-", isPrefix: true,
                    operations: ["Write", "Describe"]),
            ])
        // Only the coordinator says where an offer stands, and only go-live puts one into the catalogue.
        func writers(_ topic: Topic) -> [String] { Service.all.filter { $0.outputs.contains(topic) }.map(\.name) }
        #expect(writers(.status) == ["offer-coordinator"])
        #expect(writers(.history) == ["offer-coordinator"])
        #expect(writers(.catalogue) == ["go-live"])
        #expect(writers(.notifications) == ["offer-notifier"])
    }
}
