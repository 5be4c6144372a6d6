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

    private func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    private func profiles() throws -> [PublishingProfile] {
        Array(try PublishingProfile.read(folder: root.appending(path: "deploy/profiles").path).values)
    }

    @Test(arguments: Manifests.paths)
    func `A generated file under deploy is current`(path: String) throws {
        let isCurrent =
            try text("deploy/\(path)")
            == Manifests.render(
                text("deploy/templates/\(path)"), profiles: profiles())
        #expect(isCurrent, "deploy/\(path) is out of date: run .build/debug/offer-manifests deploy")
    }

    @Test func `Every template belongs to a generated file`() throws {
        let templates = root.appending(path: "deploy/templates")
        let files = FileManager.default.enumerator(atPath: templates.path)?.compactMap { $0 as? String } ?? []
        #expect(files.filter { $0.contains(".") }.sorted() == Manifests.paths)
    }

    @Test(arguments: ["container/compose.yaml", "kubernetes/clamav.yaml", "local/clamd/unopened.ndb"])
    func `Every clamd knows what it does not open`(path: String) throws {
        let lines = try text("deploy/\(path)").split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.contains("Heuristics.Unopened.Zstd:0:0:28b52ffd"))
        #expect(lines.count { $0.hasPrefix("Heuristics.Unopened.") } == 24)
    }

    @Test(arguments: ["container/compose.yaml", "kubernetes/clamav.yaml", "local/clamd/clamd.conf"])
    func `Every clamd says what it did not look into, and takes a whole window`(path: String) throws {
        let settings = try text("deploy/\(path)").split(separator: "\n").map { $0.drop { $0 == " " } }
        for line in ["AlertEncrypted yes", "AlertExceedsMax yes", "DisableCache yes"] {
            #expect(settings.contains { $0 == line }, "\(line)")
        }
        for limit in ["StreamMaxLength", "MaxFileSize", "MaxScanSize"] {
            let value = try #require(settings.first { $0.hasPrefix(limit) }?.split(separator: " ").last?.dropLast())
            #expect(Int(value) ?? 0 >= 100)
        }
    }

    @Test func `Each image of the containers can be named by its digest`() throws {
        let compose = try text("deploy/container/compose.yaml")
        let images = compose.matches(of: /(?m)^ +image: (.+)/).map(\.output.1)
        #expect(images.count == 3)
        for image in images { #expect(image.wholeMatch(of: /\$\{[A-Z]+_IMAGE:-[^{}]+\}/) != nil, "\(image)") }
        // kustomize replaces these, and names each in the comment that says how.
        let kubernetes = try text("deploy/kubernetes/workers.yaml") + text("deploy/kubernetes/clamav.yaml")
        let names = Set(kubernetes.matches(of: /(?m)^ +image: ([^:\n]+):/).map { String($0.output.1) })
        let guide = try text("docs/operate/run.md")
        #expect(names == ["publishing-pipeline", "clamav/clamav"])
        for name in names { #expect(guide.contains("edit set image \(name)="), "\(name)") }
    }

    @Test func `The catalog has a program for each service, and supervisor runs it`() throws {
        let programs = try FileManager.default.contentsOfDirectory(
            atPath: root.appending(path: "Sources/Programs").path)
        let supervisor = try text("deploy/supervisor/supervisord.conf")
        for service in Service.all {
            #expect(programs.contains(service.name))
            #expect(supervisor.contains("[program:\(service.name)]"), "\(service.name)")
        }
        #expect(Set(Stage.all.map(\.rawValue)).isSubset(of: Service.all.map(\.name)))
    }

    @Test func `The workers read what the catalog says`() throws {
        let coordinator = try Coordinator(profiles: [:])
        #expect(Service.coordinator.name == Coordinator.name)
        #expect(Service.coordinator.inputs == coordinator.inputs)
        #expect(Service.coordinator.state == coordinator.tables)
        let signOff = try PublisherSignOff(Settings([:]))
        #expect(Service.stage(.publisherSignOff).inputs == signOff.inputs)
        #expect(Service.stage(.publisherSignOff).state == signOff.tables)
        #expect(Service.notifier.inputs == (try Notifier(Settings([:]))).inputs)
        #expect(Service.mailer.inputs == [Mailer.input])
    }

    @Test func `A worker has no other rights than it needs`() throws {
        #expect(
            Service.mailer.rules == [
                AccessRule(
                    resource: .topic, name: "offers.", isPrefix: true, operations: ["Describe", "DescribeConfigs"]),
                AccessRule(resource: .topic, name: "offers.positions", operations: ["Read", "Write"]),
                AccessRule(resource: .topic, name: "offers.notifications", operations: ["Read"]),
                AccessRule(resource: .topic, name: "offers.dead-letters", operations: ["Write"]),
                AccessRule(resource: .group, name: "offer-mailer", isPrefix: true, operations: ["Read", "Describe"]),
                AccessRule(
                    resource: .transactionalId, name: "offer-mailer-", isPrefix: true,
                    operations: ["Write", "Describe"]),
            ])
        // Who reads hostile archives cannot list an offer, or let it through its gate.
        let limited = try Service.all.map { $0.handingOff(by: try profiles()) }
        func next(_ stage: Stage) -> [Topic] {
            limited.first { $0.name == stage.rawValue }?.outputs.filter { $0.name.hasPrefix("offers.stage.") } ?? []
        }
        #expect(next(.certify) == [.stage(.provisionPreview), .stage(.package)])
        #expect(next(.validatePrerequisites) == [.stage(.validateTestDrive), .stage(.certify)])
        #expect(next(.goLive) == [])
        #expect(limited.first { $0.name == "offer-coordinator" }?.outputs == Service.coordinator.outputs)
        // Only the coordinator writes statuses, and only go-live and the coordinator (stop selling) write to the catalog.
        func writers(_ topic: Topic) -> [String] { Service.all.filter { $0.outputs.contains(topic) }.map(\.name) }
        #expect(writers(.status) == ["offer-coordinator"])
        #expect(writers(.history) == ["offer-coordinator"])
        #expect(writers(.processes) == ["offer-coordinator"])
        #expect(writers(.catalog) == ["offer-coordinator", "go-live"])
        #expect(writers(.notifications) == ["offer-notifier"])
    }
}
