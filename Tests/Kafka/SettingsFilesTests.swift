// Passwords and certificates that are replaced while clients are at work.
import Foundation
import TestSupport
import Testing

@testable import Kafka

struct SettingsFilesTests {
    private let lines = Collected<KafkaLogLine>()

    @Test func `A new password is taken by clients that run`() throws {
        let file = try PropertiesFile("sasl.username=ada\nsasl.password=first\n")
        let settings = try ClientSettings.load(file: file.path, bootstrapServers: "127.0.0.1:1", lookingEvery: .zero)
        let producer = try Producer(settings: settings, log: lines.add)
        #expect(producer.client.property("sasl.password") == "first")
        try file.write("sasl.username=ada\nsasl.password=second, and longer\n")
        #expect(!producer.isOutdated)
        #expect(producer.client.property("sasl.password") == "second, and longer")
        #expect(lines.all.contains { $0.text.hasPrefix("\(file.path) changed; user name and password") })
        #expect(try Producer(settings: settings).client.property("sasl.password") == "second, and longer")
    }

    @Test func `A password of the environment wins over a new one of the file`() throws {
        let file = try PropertiesFile("sasl.username=ada\nsasl.password=first\n")
        let settings = try ClientSettings.load(
            file: file.path, environment: ["KAFKA_CLIENT_SASL_PASSWORD": "environment"],
            bootstrapServers: "127.0.0.1:1", lookingEvery: .zero)
        let producer = try Producer(settings: settings)
        try file.write("sasl.username=ada\nsasl.password=second, and longer\n")
        #expect(!producer.isOutdated)
        #expect(producer.client.property("sasl.password") == "environment")
    }

    @Test func `A new certificate makes clients outdated once, and what was set after loading stays`() throws {
        let certificate = try PropertiesFile("a certificate, which is not read as this client does not use TLS")
        var settings = try ClientSettings.load(
            overrides: ["ssl.certificate.location=\(certificate.path)"], bootstrapServers: "127.0.0.1:1",
            lookingEvery: .zero)
        try settings.set("linger.ms", "7")
        let producer = try Producer(settings: settings, log: lines.add)
        #expect(!producer.isOutdated)
        try certificate.write("another one")
        #expect(producer.isOutdated)
        #expect(producer.isOutdated, "and stays so")
        let next = try Producer(settings: settings, log: lines.add)
        #expect(!next.isOutdated)
        #expect(next.client.property("linger.ms") == "7")
        #expect(lines.all.filter { $0.facility == "SETTINGS" }.count == 1)
    }

    @Test func `A changed line makes clients outdated, and new ones have it`() throws {
        let file = try PropertiesFile("client.id=first\nbootstrap.servers=127.0.0.1:1\n")
        let settings = try ClientSettings.load(file: file.path, lookingEvery: .zero)
        let reader = try PartitionReader(settings: settings.forLooking())
        try file.write("client.id=the second\nbootstrap.servers=127.0.0.1:2\n")
        #expect(reader.isOutdated)
        let next = try PartitionReader(settings: settings.forLooking())
        #expect(next.handle.client.property("client.id") == "the second")
        #expect(next.handle.client.property("fetch.wait.max.ms") == "5")
        #expect(next.handle.client.bootstrapServers == "127.0.0.1:2")
    }

    @Test func `While no client can be made of the new files, the old ones stay`() throws {
        let authorities = try PropertiesFile(Self.certificate)
        let settings = try ClientSettings.load(
            overrides: ["security.protocol=ssl", "ssl.ca.location=\(authorities.path)"],
            bootstrapServers: "127.0.0.1:1", lookingEvery: .zero)
        let consumer = try Consumer(settings: settings, groupID: "g", log: lines.add)
        try authorities.write("half of a certif")
        #expect(!consumer.isOutdated)
        #expect(lines.all.contains { $0.level == .error && $0.text.contains("clients stay as they are") })
        try authorities.write(Self.certificate + "\n")
        #expect(consumer.isOutdated)
    }

    @Test(arguments: ["session.timeout.ms=400000", "message.timeout.ms=900000"])
    func `A line that only one kind of client refuses makes none of them outdated`(_ line: String) throws {
        let file = try PropertiesFile("client.id=first\n")
        let settings = try ClientSettings.load(file: file.path, bootstrapServers: "127.0.0.1:1", lookingEvery: .zero)
        let clients = [
            try ClientHandle(.groupConsumer(group: "g", instance: "1", .alike), settings: settings, log: lines.add),
            try ClientHandle(.producer(transactionalID: "t"), settings: settings, log: lines.add),
            try ClientHandle(.producer(transactionalID: nil), settings: settings, log: lines.add),
        ]
        try file.write("client.id=second\n\(line)\n")
        for client in clients { #expect(!client.isOutdated) }
        #expect(lines.all.contains { $0.level == .error && $0.text.contains("clients stay as they are") })
        for client in clients {
            let next = try ClientHandle(client.role, settings: settings, log: lines.add)
            #expect(next.property("client.id") == "first", "a new client is made of lines that fit together")
            #expect(!next.isOutdated)
        }
        try file.write("client.id=the third\n")
        for client in clients { #expect(client.isOutdated) }
        #expect(try Producer(settings: settings).client.property("client.id") == "the third")
    }

    @Test func `A password that changes while a client is made is not lost`() throws {
        let file = try PropertiesFile("sasl.username=ada\nsasl.password=first\n")
        let settings = try ClientSettings.load(file: file.path, bootstrapServers: "127.0.0.1:1", lookingEvery: .zero)
        let files = try #require(settings.files)
        var unwatched = settings
        unwatched.files = nil
        let slow = try ClientHandle(.admin, settings: unwatched, log: lines.add)
        try file.write("sasl.username=ada\nsasl.password=second, and longer\n")
        #expect(files.generation(log: lines.add) == 0)
        #expect(slow.property("sasl.password") == "first")
        files.register(slow)
        #expect(slow.property("sasl.password") == "second, and longer")
    }

    @Test func `Settings without a file have none to watch`() throws {
        #expect(try ClientSettings.load(overrides: ["linger.ms=7"]).files == nil)
        #expect(try ClientSettings.load(overrides: ["ssl.key.location=/nowhere"]).files != nil)
    }

    @Test func `A library without OIDC is named in one sentence`() throws {
        // Which of the two holds depends on the library of the machine.
        let features = try #require(try Producer(settings: ClientSettings()).client.property("builtin.features"))
        let load = { try ClientSettings.load(overrides: ["sasl.oauthbearer.method=oidc"]) }
        guard !features.split(separator: ",").contains("oidc") else {
            _ = try load()
            return
        }
        let error = try #require(throws: SettingError.self) { try load() }
        #expect(error == .withoutOIDC(source: .commandLine(option: "-X")))
        #expect(error.description.contains("librdkafka \(ClientLibrary.version) on this machine is built without OIDC"))
    }

    /// A certificate of nobody, for 100 years.
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBiTCCAS+gAwIBAgIUKzZepKCz3jUwXR3xxSebLHUi5/gwCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjYxMTI5MDcwMjEzWhgPMjEy
        NjExMDUwNzAyMTNaMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAEcCaC8XjrcCA6UuIXdKpw/QnwhTv8j1DqSOd00046
        j/RDnwZHs+/ZBLU42DwEmXisyfTWlTfrhqjybqtUR2M9IKNTMFEwHQYDVR0OBBYE
        FOVbx1SsFveqpy2Y2GuNfEJlcuB1MB8GA1UdIwQYMBaAFOVbx1SsFveqpy2Y2GuN
        fEJlcuB1MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgBaYqoy0U
        viHU47apdPc+2Tu5Igw1U/m1U0fzyjjdG/MCIQDwpvqj8v7lbCDYFjjpiBDCRzrc
        MJlyi24p/kdMJ8u0uw==
        -----END CERTIFICATE-----
        """
}
