// Where settings come from, which wins, what is refused and in which words, and that secrets stay secret.
import Foundation
import TestSupport
import Testing

@testable import Kafka

struct ClientSettingsTests {
    @Test func `The command line wins over the environment, that over the file, that over what is built in`() throws {
        let file = try PropertiesFile("linger.ms = 1\nsession.timeout.ms=7000\n# a comment\n\nclient.id=file\n")
        var settings = try ClientSettings.load(
            file: file.path,
            environment: ["KAFKA_CLIENT_SESSION_TIMEOUT_MS": "8000", "KAFKA_CLIENT_CLIENT_ID": "env", "PATH": "/bin"],
            overrides: ["client.id=first", "client.id=last"])
        try settings.set("linger.ms", "3")
        settings.addEmbeddedBrokerDefaults()

        #expect(settings["linger.ms"] == "1")
        #expect(settings["session.timeout.ms"] == "8000")
        #expect(settings["client.id"] == "last")
        #expect(settings["fetch.wait.max.ms"] == "10")
    }

    @Test func `A property of the producer is accepted for all clients, in silence`() throws {
        let lines = Collected<KafkaLogLine>()
        let settings = try ClientSettings.load(
            overrides: ["linger.ms=3", "fetch.min.bytes=2"], bootstrapServers: "127.0.0.1:1")
        _ = try Consumer(settings: settings, groupID: "g", log: lines.add)
        _ = try Producer(settings: settings, log: lines.add)
        #expect(lines.all.filter { $0.facility == "CONFWARN" } == [])
    }

    @Test(arguments: [
        (
            "no.such=1",
            "-X: librdkafka \(ClientLibrary.version) has no property \"no.such\"; see its CONFIGURATION.md for the names"
        ),
        (
            "session.timeout.ms=soon",
            "-X: bad value for session.timeout.ms: Invalid value for configuration property \"session.timeout.ms\""
        ),
        ("linger.ms", "-X: not a setting; write key=value"),
        (
            "isolation.level=read_uncommitted",
            "-X: isolation.level cannot be set: only committed records may be read; leave it out"
        ),
        (
            "partition.assignment.strategy=cooperative-sticky",
            "-X: partition.assignment.strategy cannot be set: the program decides how its group divides partitions: the "
                + "coordinator needs the same of each topic; leave it out"
        ),
    ])
    func `What is wrong with a setting is said with its name and place`(override: String, words: String) {
        let error = #expect(throws: SettingError.self) { try ClientSettings.load(overrides: [override]) }
        #expect(error?.description == words)
    }

    @Test func `A mistake in the file is reported with its line, one in the environment with its variable`() throws {
        let file = try PropertiesFile("client.id=a\nno.such=1\n")
        let inFile = #expect(throws: SettingError.self) { try ClientSettings.load(file: file.path) }
        #expect(inFile == .unknown(key: "no.such", source: .file(path: file.path, line: 2)))
        let inEnvironment = #expect(throws: SettingError.self) {
            try ClientSettings.load(environment: ["KAFKA_CLIENT_NO_SUCH": "1"])
        }
        #expect(inEnvironment?.description.hasPrefix("KAFKA_CLIENT_NO_SUCH: librdkafka") == true)
        let missing = #expect(throws: SettingError.self) { try ClientSettings.load(file: "/nowhere/client.properties") }
        #expect(missing == .unreadable(path: "/nowhere/client.properties"))
    }

    @Test func `Secrets are never shown, neither in a description nor in an error`() throws {
        let settings = try ClientSettings.load(overrides: [
            "sasl.password=hunter2", "ssl.key.password=hunter2", "sasl.oauthbearer.config=hunter2", "client.id=shown",
        ])
        #expect(!settings.description.contains("hunter2"))
        #expect(settings.description.contains("sasl.password=*** (-X)"))
        #expect(settings.description.contains("client.id=shown (-X)"))
        let error = #expect(throws: SettingError.self) { try ClientSettings.load(overrides: ["ssl.key.pem hunter2"]) }
        #expect(error.map { !"\($0)".contains("hunter2") } == true)
    }

    @Test func `Settings that do not go together are refused when a client is made of them`() throws {
        let settings = try ClientSettings.load(overrides: ["max.in.flight=6"])
        #expect(throws: SettingError.self) { try Producer(settings: settings) }
        #expect(throws: SettingError.self) {
            try Consumer(settings: ClientSettings.load(overrides: ["session.timeout.ms=400000"]), groupID: "g")
        }
    }
}

/// A file that goes when the test does.
final class PropertiesFile {
    let path: String

    init(_ text: String) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).properties").path
        try write(text)
    }

    func write(_ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
