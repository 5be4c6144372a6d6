// The help of every command, the manual page and the completions, byte for byte as the files in __snapshots__. After a wanted
// change: UPDATE_SNAPSHOTS=1 swift test --filter HelpTests, then read the difference in git.

import Foundation
import Testing

@testable import CommandLine

@Suite struct HelpTests {
    @Test func `The help of the tool is the snapshot`() throws {
        try matches("help.txt", offerctl("help").out)
    }

    @Test(arguments: CommandSpec.all.map(\.name))
    func `The help of each command is the snapshot`(name: String) throws {
        let words = name.split(separator: " ").map(String.init)
        try matches("help-\(words.joined(separator: "-")).txt", offerctl(["help"] + words).out)
    }

    @Test func `The manual page is the snapshot`() throws {
        try matches("offerctl.1", offerctl("manual").out)
    }

    @Test(arguments: Shell.allCases)
    func `Each completion is the snapshot`(shell: Shell) throws {
        try matches("completion.\(shell)", offerctl("completion", shell.rawValue).out)
    }

    @Test func `There is no snapshot of a command that is gone`() throws {
        let known = CommandSpec.all.map { "help-\($0.name.replacing(" ", with: "-")).txt" }
        let others = ["help.txt", "offerctl.1"] + Shell.allCases.map { "completion.\($0)" }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(files) == Set(known + others))
    }

    @Test func `No line of a help is wider than a terminal`() {
        for command in [nil] + CommandSpec.all {
            for line in HelpPage.text(command).split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        }
    }

    @Test func `Asking for help never needs more than the command`() {
        #expect(offerctl() == Run(out: HelpPage.text(nil)))
        #expect(offerctl("-h") == Run(out: HelpPage.text(nil)))
        #expect(offerctl("reject", "--help") == Run(out: HelpPage.text(.reject)))
        #expect(offerctl("help", "topics", "apply") == Run(out: HelpPage.text(.topicsApply)))
        #expect(offerctl("--version") == Run(out: "offerctl 0.1.0\n"))
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "__snapshots__")

    private func matches(_ name: String, _ text: String) throws {
        let file = Self.folder.appending(path: name)
        if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil { try Data(text.utf8).write(to: file) }
        let snapshot = try String(contentsOf: file, encoding: .utf8)
        #expect(text == snapshot, "UPDATE_SNAPSHOTS=1 rewrites \(name)")
    }
}
