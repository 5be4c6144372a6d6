// The documents made from declarations: that the committed ones are current, and that the declarations are true.

import Base
import Events
import Foundation
import JSON
import Notifications
import Offers
import Testing

@testable import CommandLine

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

@Suite struct ReferenceTests {
    @Test(arguments: Reference.all.map(\.name))
    func `The committed document is what the declarations make`(name: String) throws {
        let document = try #require(Reference.all.first { $0.name == name })
        let committed = try String(contentsOf: root.appending(path: document.file), encoding: .utf8)
        let policy = try Policy(Settings(["policy": root.appending(path: "deploy/policy/policy.json").path]))
        let isCurrent = committed == document.text(policy)
        #expect(isCurrent, "\(document.file) is out of date: run offerctl contracts \(name) > \(document.file)")
    }

    @Test func `Every record of ours on a topic has a schema that is made of its members`() {
        let written: Set = ["command", "control", "audit-entry", Contract.anyEvent]
        for contract in Contract.all {
            guard let schema = contract.schema, !written.contains(schema) else { continue }
            #expect(Schema.all.contains { $0.name == schema }, "\(contract.name)")
        }
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
        let data = Data(AsyncAPI.document.json)
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
            for command in CommandSpec.all {
                for word in command.name.split(separator: " ") {
                    #expect(shell.script.contains(word), "\(shell) \(word)")
                }
                for option in command.options {
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
                offerctl() { printf '%s\n' contoso/a contoso/b fabrikam/c; }
                COMP_WORDS=(offerctl go-live con); COMP_CWORD=2; _offerctl; echo "${COMPREPLY[*]}"

                """
        let said = try output(of: ["bash", "-c", script])
        #expect(said == "--reason\napply describe\nSucceeded\ncontoso/a contoso/b\n")
    }

    @Test func `fish takes its script and completes by it`() throws {
        try withFile(Shell.fish.script, named: "offerctl.fish") { file in
            let asked = [
                "offerctl topics ", "offerctl dead-letters redrive --re", "offerctl completion ",
                "offerctl go-live con",
            ]
            let offers = "function offerctl; printf '%s\\n' contoso/a fabrikam/c; end"
            let words = asked.map { "complete --do-complete '\($0)' | cut -f 1" }.joined(separator: "; echo ==; ")
            let said = try output(of: ["fish", "--no-config", "-c", "\(offers); source \(file); \(words)"])
            let answers = said.components(separatedBy: "==\n").map { Set($0.split(separator: "\n").map(String.init)) }
            #expect(answers.count == 4, "\(said)")
            #expect(answers.first == ["apply", "describe"], "\(said)")
            #expect(said.contains("--reason\n") && answers[2] == ["bash", "zsh", "fish"], "\(said)")
            #expect(answers.last == ["contoso/a"], "\(said)")
        }
    }

    /// zsh completes only while somebody types, so the functions that would show what is found print it here.
    @Test func `zsh takes its script and completes by it`() throws {
        let stage = """
            compdef() { }
            _describe() { print -l -- ${(P)2} }
            _arguments() { print -l -- "$@" }
            words=(offerctl --broker h:1 topics ''); CURRENT=5
            """
        let script = Shell.zsh.script.replacing("#compdef offerctl\n", with: "").replacing(
            "_offerctl \"$@\"\n", with: "")
        let asked = """
            _offerctl
            words=(offerctl completion ''); CURRENT=3; _offerctl | grep 'SHELL:'
            words=(offerctl list --st); CURRENT=3; _offerctl | grep -o '^--state'
            words=(offerctl go-live con); CURRENT=3; _offerctl | grep 'OFFER:'
            """
        let said = try output(of: ["zsh", "-f", "-c", "\(stage)\n\(script)\n\(asked)"])
        #expect(
            said == """
                apply:Create the topics that are missing
                describe:Show the topics
                *:SHELL:(bash zsh fish)
                --state
                *:OFFER:{compadd -- ${(f)"$(offerctl list -o name --timeout 2 2>/dev/null)"}}

                """)
    }

    @Test func `The manual page has every command, and mandoc and groff find nothing wrong with it`() throws {
        for command in CommandSpec.all {
            #expect(ManualPage.text.contains(".SS \"\(command.name.replacing("-", with: "\\-"))"), "\(command.name)")
        }
        try withFile(ManualPage.text, named: "offerctl.1") { file in
            #expect(try output(of: ["mandoc", "-Tlint", file]) == "")
            let page = try output(of: ["mandoc", "-Tutf8", file])
            #expect(page.contains("E\u{8}EX\u{8}X"), "its headings are bold")
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
