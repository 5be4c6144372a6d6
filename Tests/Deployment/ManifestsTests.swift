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
        let isFile = { (path: String) in (try? Data(contentsOf: templates.appending(path: path))) != nil }
        #expect(files.filter(isFile).sorted() == Manifests.paths)
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
        // As `StageProcessor.follows`: what it reads without the right to ends the worker.
        #expect(limited.first { $0.name == "certify" }?.followed == [.controls])
        // Only the coordinator writes statuses, and only go-live and the coordinator (stop selling) write to the catalog.
        func writers(_ topic: Topic) -> [String] { Service.all.filter { $0.outputs.contains(topic) }.map(\.name) }
        #expect(writers(.status) == ["offer-coordinator"])
        #expect(writers(.history) == ["offer-coordinator"])
        #expect(writers(.processes) == ["offer-coordinator"])
        #expect(writers(.catalog) == ["offer-coordinator", "go-live"])
        #expect(writers(.notifications) == ["offer-notifier"])
    }

    @Test func `Each service has a user of its own, and each folder one writer`() throws {
        let users = Service.all.map(\.user)
        #expect(Set(users.map(\.number)).count == Service.all.count)
        #expect(users.allSatisfy { $0.number > ServiceUser.group })
        let written = users.flatMap { user in user.own + user.folders.filter(\.isWritten).map(\.path) }
        #expect(Set(written).count == written.count)
        // What is read is written by somebody: another service, or the operator.
        let read = users.flatMap { $0.folders.filter { !$0.isWritten }.map(\.path) }
        #expect(Set(read).subtracting(written) == [ServiceUser.publisherFiles])

        let unit = try text("deploy/systemd/publishing-pipeline@.service")
        #expect(unit.contains("\nUser=offers-%i\nGroup=offers\n"))
        let accounts = try text("deploy/systemd/publishing-pipeline.sysusers.conf")
        let folders = try text("deploy/systemd/publishing-pipeline.tmpfiles.conf")
        let (compose, image) = (try text("deploy/container/compose.yaml"), try text("deploy/container/users"))
        for service in Service.all {
            let (name, number) = ("offers-\(service.name)", service.user.number)
            #expect(accounts.contains("\nu \(name) -:offers "), "\(name)")
            #expect(image.contains("\nuser \(number) \(name)\n"), "\(name)")
            #expect(
                compose.contains("\n  \(service.name):\n    <<: *worker\n    user: \"\(number):10001\"\n"), "\(name)")
            for folder in service.user.own + service.user.folders.filter(\.isWritten).map(\.path) {
                #expect(folders.contains("\nd /var/lib/offers/\(folder) 0750 \(name) offers\n"), "\(folder)")
                #expect(image.contains("\nfolder \(number) \(folder)\n"), "\(folder)")
            }
        }
    }

    @Test func `A pod mounts its own folders, and those of others for reading only`() throws {
        let pods = try text("deploy/kubernetes/workers.yaml").split(separator: "kind: Deployment").dropFirst()
        #expect(pods.count == Service.all.count)
        for (service, pod) in zip(Service.all, pods) {
            #expect(pod.contains("runAsUser: \(service.user.number)\n"), "\(service.name)")
            let mounts = pod.matches(
                of: /name: data, mountPath: \/var\/lib\/offers([^,]*), subPath: ([^,]+), readOnly: (true|false)/)
            #expect(mounts.count == pod.matches(of: /name: data, mountPath/).count, "no pod mounts all folders")
            let found = mounts.map {
                ServiceUser.Folder(path: String($0.output.2), isWritten: $0.output.3 == "false")
            }
            #expect(found == service.user.folders, "\(service.name)")
        }
    }

    @Test func `As delivered, each region is in a folder of the worker that writes to it`() throws {
        let regions = try text("deploy/regions.json")
        for line in regions.split(separator: "\n") {
            guard let store = line.firstMatch(of: /"store": "([^"]+)"/)?.output.1, store != "certified" else {
                continue
            }
            #expect(store.hasPrefix("regions/preview/") || store.hasPrefix("regions/production/"), "\(store)")
        }
        let stages = regions.split(separator: "\"production\"")
        #expect(stages.count == 2 && !stages[0].contains("regions/production"))
        #expect(!stages[1].contains("regions/preview"))
    }

    @Test func `Only certification reaches clamd, only Prometheus reads metrics, and all else is refused`() throws {
        let policies = try text("deploy/kubernetes/network-policies.yaml").components(separatedBy: "\n---\n")
        func policy(_ name: String) throws -> String {
            try #require(policies.first { $0.contains("\n  name: \(name)\n") }, "\(name)")
        }
        func callers(_ name: String) throws -> [String] {
            let rules = try policy(name).components(separatedBy: "  ingress:\n")
            return rules.dropFirst().joined().matches(of: /(?:name|part-of): ([a-z-]+)/).map { String($0.output.1) }
        }
        #expect(try callers("clamav") == ["certify"])
        #expect(try policy("clamav").contains("- { port: 3310 }"))
        #expect(try callers("offer-gateway") == ["ingress-nginx"])
        #expect(try callers("offers-metrics") == ["monitoring"])
        #expect(try callers("offers-nobody") == [])
        // Each of our pods, clamd's too, is under the policy that refuses.
        #expect(try policy("offers-nobody").contains("app.kubernetes.io/part-of: publishing-pipeline"))
        for file in ["workers", "clamav"] {
            let pods = try text("deploy/kubernetes/\(file).yaml").split(separator: "  template:\n").dropFirst()
            #expect(!pods.isEmpty && pods.allSatisfy { $0.prefix(300).contains("part-of: publishing-pipeline }") })
        }
        // The scanner's network of the containers has two members.
        let services = try text("deploy/container/compose.yaml").components(separatedBy: "\nnetworks:\n")[0]
            .split(separator: /\n(?=  [a-z-]+:\n)/)
        let members = services.filter { $0.contains("networks: [") && $0.contains("scanner]") }
            .map { String($0.trimmingPrefix(" ").prefix { $0 != ":" }).trimmingCharacters(in: .whitespaces) }
        #expect(members == ["clamav", "certify"])
    }
}
