import Foundation
import Localization
import Testing

@testable import Notifications
@testable import Offers

/// Each kind of mail in each language, byte for byte: `__snapshots__/<kind>.<language>.eml`, which any mail program opens.
/// UPDATE_SNAPSHOTS=1 writes the files anew; read them before you commit them.
@Suite struct MailSnapshotTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "__snapshots__")

    private func mails(in language: Language) throws -> [(name: String, bytes: [UInt8])] {
        var transitions = Transition.Kind.allCases.map { Sample.complete($0, in: language) }
        transitions.append(Sample.complete(.commandRefused, in: language) { $0.command = .resume })
        transitions.append(Sample.complete(.live, in: language) { $0.notify = [] })
        for index in transitions.indices { transitions[index].notify = Array(transitions[index].notify.prefix(1)) }
        return try transitions.flatMap { transition in
            try Sample.messages(transition, ["operator-language": language.rawValue]).map { message in
                let kind = try #require(message.header("ce_notification"))
                let isUndeliverable = transition.notify.isEmpty
                let name = "\(kind)\(isUndeliverable ? "-undeliverable" : "").\(language.rawValue).eml"
                return (name, message.value ?? [])
            }
        }
    }

    @Test func `A mail is exactly these bytes`() throws {
        let all = try Language.allCases.flatMap { try mails(in: $0) }
        #expect(all.count == 3 * (Notification.allCases.count + 1))
        if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil {
            try? FileManager.default.removeItem(at: Self.folder)
            try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
            for mail in all { try Data(mail.bytes).write(to: Self.folder.appending(path: mail.name)) }
        }
        for mail in all {
            let kept = try Data(contentsOf: Self.folder.appending(path: mail.name))
            #expect([UInt8](kept) == mail.bytes, "\(mail.name) differs; UPDATE_SNAPSHOTS=1 writes it anew")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(files) == Set(all.map(\.name)))
    }
}
