// The real executables on a broker, as processes, with a data folder of their own.

import Base
import Events
import Foundation
import JSON
import Offers
import Testing

/// A pipeline of real processes. `stop` ends them all; each test makes its own and stops it.
final class RunningPipeline {
    static let external = ProcessInfo.processInfo.environment["BROKER"].flatMap { $0.isEmpty ? nil : $0 }
    static let workers =
        ["offer-coordinator", "offer-notifier"] + Stage.all.map(\.rawValue)

    let folder: URL
    private(set) var broker = ""
    private var processes: [(name: String, process: Process)] = []
    private var hasSamples = false

    /// Executables lie beside the test bundle.
    static var binaries: URL {
        Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }?.deletingLastPathComponent()
            ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    }

    static var root: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// More variables for each program.
    private let settings: [String: String]
    /// What starts each worker: a program and its words, in front of the worker's.
    private let launcher: [String]

    /// Starts a broker (unless BROKER names one), makes the topics and starts `instances` of each worker.
    init(
        instances: Int = 1, only workers: [String] = RunningPipeline.workers, settings: [String: String] = [:],
        launcher: [String] = []
    ) throws {
        (self.settings, self.launcher) = (settings, launcher)
        folder = FileManager.default.temporaryDirectory.appending(path: "pipeline-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if let external = Self.external {
            broker = external
            #expect(try run("offerctl", ["topics", "apply", "--timeout", "60"]).status == 0)
        } else {
            try start("offer-broker", ["--address-file", folder.appending(path: "address").path])
            try eventually("the embedded broker hands over its address") { self.address != nil }
            broker = address ?? ""
        }
        for worker in workers {
            for _ in 0..<instances { try start(worker, []) }
        }
        for (index, entry) in processes.enumerated() where entry.name != "offer-broker" {
            try eventually("\(entry.name) is ready") { self.log(of: index).contains(#""message":"ready""#) }
        }
    }

    /// How many processes were started.
    var count: Int { processes.count }

    private var address: String? {
        try? String(contentsOf: folder.appending(path: "address"), encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private var environment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["OFFERS_BROKER"] = broker
        environment["OFFERS_DELIVERY"] = Self.external == nil ? "at-least-once" : "exactly-once"
        environment["OFFERS_DATA_DIR"] = folder.path
        environment["OFFERS_FILE_ROOTS"] = folder.path
        environment["OFFERS_PROFILES"] = Self.root.appending(path: "deploy/profiles").path
        environment["OFFERS_POLICY"] = Self.root.appending(path: "deploy/policy/policy.json").path
        environment["OFFERS_REGIONS"] = Self.root.appending(path: "deploy/regions.json").path
        environment["OFFERS_REQUIRE_SCANNER"] = "no"
        environment["OFFERS_RETRY_BASE_MS"] = "200"
        environment["OFFERS_TRIES"] = "3"
        return environment.merging(settings) { $1 }
    }

    // MARK: Processes

    @discardableResult
    func start(_ name: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        let words =
            (name == "offer-broker" ? [] : launcher) + [Self.binaries.appending(path: name).path] + arguments
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.environment = environment
        let log = folder.appending(path: "\(processes.count).log")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        processes.append((name, process))
        return process
    }

    func log(of index: Int) -> String {
        (try? String(contentsOf: folder.appending(path: "\(index).log"), encoding: .utf8)) ?? ""
    }

    /// Its number among the processes that were started; the name of its log has it.
    func index(of process: Process) -> Int { processes.firstIndex { $0.process === process } ?? 0 }

    /// The instances of a worker, in the order they were started.
    func instances(of name: String) -> [Process] { processes.filter { $0.name == name }.map(\.process) }

    /// In order where they still can: a killed member holds its partitions until its session ends, which the next test
    /// on the same broker would have to wait for.
    func stop() {
        for (_, process) in processes.reversed() where process.isRunning { kill(process.processIdentifier, SIGTERM) }
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end, processes.contains(where: \.process.isRunning) {
            Thread.sleep(forTimeInterval: 0.1)
        }
        for (_, process) in processes where process.isRunning { kill(process.processIdentifier, SIGKILL) }
        for (_, process) in processes { process.waitUntilExit() }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs a program to its end: one of ours by name, others by path.
    func run(_ name: String, _ arguments: [String], input: Data? = nil) throws -> (
        status: Int32, out: String, err: String
    ) {
        try Self.run(
            name.hasPrefix("/") ? URL(fileURLWithPath: name) : Self.binaries.appending(path: name), arguments,
            environment: environment, input: input)
    }

    static func run(
        _ executable: URL, _ arguments: [String], environment: [String: String], input: Data? = nil
    ) throws -> (status: Int32, out: String, err: String) {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment
        let files = try (0..<3).map { number in
            let url = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)-\(number)")
            try (number == 0 ? input ?? Data() : Data()).write(to: url)
            return url
        }
        defer { files.forEach { try? FileManager.default.removeItem(at: $0) } }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        return (process.terminationStatus, texts[1], texts[2])
    }

    // MARK: kcat, a client that is not ours

    func produce(_ document: Data, to topic: Topic = .commands, options: [String]) throws {
        let file = folder.appending(path: "produce-\(UUID().uuidString)")
        try document.write(to: file)
        let sent = try run(
            "/usr/bin/kcat", ["-P", "-b", broker, "-t", topic.name] + options + [file.path])
        #expect(sent.status == 0, "\(sent.err)")
    }

    /// Schedules a step, as the coordinator would.
    func send(_ step: ScheduledStep, options: [String] = []) throws {
        let file = folder.appending(path: "step-\(UUID().uuidString)")
        try Data(step.message.value ?? []).write(to: file)
        let header = ["-k", step.key.description, "-H", "content-type=application/cloudevents+json"]
        let sent = try run(
            "/usr/bin/kcat",
            ["-P", "-b", broker, "-t", Topic.stage(step.stop.stage).name] + options + header + [file.path])
        #expect(sent.status == 0, "\(sent.err)")
    }

    /// Values of a topic by key, in order; records without a value are empty texts.
    func consume(_ topic: Topic, key: String) throws -> [String] {
        let read = try run(
            "/usr/bin/kcat",
            ["-C", "-b", broker, "-t", topic.name, "-o", "beginning", "-e", "-q", "-f", "%k\u{1}%s\u{2}"])
        #expect(read.status == 0, "\(read.err)")
        return read.out.split(separator: "\u{2}").compactMap { record in
            let parts = record.split(separator: "\u{1}", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 && parts[0] == key ? String(parts[1]) : nil
        }
    }

    /// The newest status of an offer, read as any consumer of the topic would.
    func status(_ offer: String) throws -> OfferStatus? {
        guard let newest = try consume(.status, key: offer).last, !newest.isEmpty else { return nil }
        var status = try StatusRecord(json: Array(newest.utf8)).status
        guard let reference = status.processReference else { return status }
        // Each process is on its topic before the first submission follows it.
        let process = try #require(try consume(.processes, key: reference).last, "no process \(reference)")
        var processes = ProcessCatalog()
        try processes.take(value: Array(process.utf8), at: Timestamp(milliseconds: 0))
        let isResolved = status.resolve(processes)
        #expect(isResolved, "\(reference) is not the process of \(offer)")
        return status
    }

    /// Waits until the offer is in that state; an offer that has failed instead is reported at once, with its problems.
    func await(_ offer: String, _ state: OfferState) throws {
        try eventually("\(offer) is \(state.rawValue)") {
            let status = try self.status(offer)
            if let status, status.state == .failed, state != .failed {
                Issue.record("\(offer) failed: \(status.steps.flatMap(\.problems))")
                throw CancellationError()
            }
            return status?.state == state
        }
    }

    /// Looks until it is so, for at most three minutes: a bound for slow machines, not an expectation.
    func eventually(_ what: String, _ holds: () throws -> Bool) throws {
        let end = ContinuousClock.now + .seconds(180)
        while ContinuousClock.now < end {
            if try holds() { return }
            Thread.sleep(forTimeInterval: 0.2)
        }
        Issue.record("not within three minutes: \(what)\n\(processes.indices.map(account).joined(separator: "\n"))")
        throw CancellationError()
    }

    /// The state of a process: whether it runs, its last complaints and its last line.
    private func account(of index: Int) -> String {
        let (name, process) = processes[index]
        let lines = log(of: index).split(separator: "\n")
        let complaints = lines.dropLast().filter { !$0.contains(#""level":"info""#) }.suffix(3)
        let state = process.isRunning ? "runs" : "ended with \(process.terminationStatus)"
        return (["\(name) \(state)"] + complaints + lines.suffix(1)).joined(separator: "\n  ")
    }

    // MARK: Samples

    /// A sample under another offer id, so that tests on one broker do not meet. All are made once: made again, an image
    /// would change under a worker that certifies it.
    func sample(_ name: String, as offer: String) throws -> Data {
        if !hasSamples {
            let made = try run("offer-samples", [folder.path])
            #expect(made.status == 0, "\(made.err)")
            hasSamples = true
        }
        let document = try Data(contentsOf: folder.appending(path: "\(name).json"))
        guard var members = try JSONSerialization.jsonObject(with: document) as? [String: Any] else { return document }
        members["offer"] = offer
        return try JSONSerialization.data(withJSONObject: members)
    }
}

/// An offer id that no other run has used.
func freshOffer(_ word: String) -> String { "\(word)-\(UUID().uuidString.prefix(8).lowercased())" }
