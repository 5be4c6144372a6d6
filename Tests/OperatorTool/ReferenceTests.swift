// The documents made from declarations: that the committed ones are current, and that the declarations are true.

import Foundation
import Notices
import Offers
import Testing

@testable import OperatorTool

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

@Suite struct ReferenceTests {
    @Test(arguments: [
        (Reference.asyncapi, "schemas/asyncapi.json"), (.topics, "docs/reference-topics.md"),
        (.commands, "docs/reference-offerctl.md"),
    ])
    func `The committed document is what the declarations make`(document: Reference, file: String) throws {
        let committed = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        #expect(committed == document.text, "run: offerctl contracts \(document.rawValue) > \(file)")
    }

    @Test func `Every topic has its messages, every schema and sample that is named is there`() {
        for topic in Topic.all { #expect(!Contract.of(topic).isEmpty, "\(topic)") }
        #expect(Set(Contract.all.map(\.name)).count == Contract.all.count)
        for contract in Contract.all {
            for file in [contract.schema, contract.data, contract.headers].compactMap({ $0 }) {
                let path = root.appending(path: "schemas/\(file).schema.json").path
                #expect(FileManager.default.fileExists(atPath: path), "\(path)")
            }
            guard let sample = contract.sample else { continue }
            let path = root.appending(path: "schemas/samples/\(sample).json").path
            #expect(FileManager.default.fileExists(atPath: path), "\(path)")
        }
    }

    @Test func `Types are those of the programs`() throws {
        #expect(Contract.notificationType == Notifier.type)
        let known: [EventType] = [
            .stepScheduled, .signOffApproved, .signOffWithdrawn, .statusChanged, .transitionRecorded, .previewListed,
            .listingPublished, .ticketOpened,
        ]
        let declared = Set(Contract.all.flatMap(\.types))
        #expect(declared.isSuperset(of: known))
    }

    @Test func `Every reference inside the AsyncAPI document leads somewhere`() throws {
        let data = Data(Reference.asyncapi.text.utf8)
        let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        for reference in references(in: document) {
            if reference.hasPrefix("#/") {
                var node: Any? = document
                for token in reference.dropFirst(2).split(separator: "/") {
                    node = (node as? [String: Any])?[String(token)]
                }
                #expect(node != nil, "\(reference)")
            } else {
                let path = root.appending(path: "schemas/\(reference)").path
                #expect(FileManager.default.fileExists(atPath: path), "\(reference)")
            }
        }
    }

    private func references(in node: Any) -> [String] {
        if let members = node as? [String: Any] {
            return members.flatMap { name, value in
                name == "$ref" ? [value as? String ?? ""] : references(in: value)
            }
        }
        return (node as? [Any])?.flatMap { references(in: $0) } ?? []
    }
}

@Suite struct ShellTests {
    @Test func `Each shell completes every command and option`() {
        for shell in Shell.allCases {
            for verb in Verb.allCases {
                for word in verb.rawValue.split(separator: " ") {
                    #expect(shell.script.contains(word), "\(shell) \(word)")
                }
                for option in verb.options {
                    let name = shell == .fish ? "-l \(option.name.dropFirst(2))" : option.name
                    #expect(shell.script.contains(name), "\(shell) \(option.name)")
                }
            }
        }
    }

    @Test func `Bash takes its script and completes by it`() throws {
        let script =
            Shell.bash.script + """
                COMP_WORDS=(offerctl --broker h:1 dead-letters redrive --re); COMP_CWORD=5; _offerctl
                echo "${COMPREPLY[*]}"
                COMP_WORDS=(offerctl topics ""); COMP_CWORD=2; _offerctl; echo "${COMPREPLY[*]}"
                COMP_WORDS=(offerctl list --state S); COMP_CWORD=3; _offerctl; echo "${COMPREPLY[*]}"

                """
        let said = try output(of: ["bash", "-c", script])
        #expect(said == "--reason\napply describe\nSucceeded\n")
    }

    @Test func `The manual page has every command, and groff finds nothing wrong with it`() throws {
        for verb in Verb.allCases {
            #expect(Manual.page.contains(".SS \"\(verb.rawValue.replacing("-", with: "\\-"))"), "\(verb)")
        }
        try withFile(Manual.page, named: "offerctl.1") { file in
            guard let said = try? output(of: ["groff", "-man", "-ww", "-z", "-Tutf8", file]) else { return }
            #expect(said == "")
        }
    }

    private func output(of command: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/\(command[0])")
        process.arguments = Array(command.dropFirst())
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
