// The commands of the guides, run as a reader runs them: every `sh` block, and every command of a `console` block with its
// output. A block after `<!-- not run: reason -->` is left out; one after `<!-- guide: repeat until it says so -->` is repeated.

import Foundation
import Testing

@Suite(.serialized) struct GuideTests {
    private static let pages =
        ["start/README", "start/command-line", "start/kcat", "start/http"]
        + ["operate/pause", "operate/watch", "operate/troubleshoot", "operate/backup", "operate/run"]

    /// The guides are of the embedded broker that `make up` starts.
    @Test(.enabled(if: RunningPipeline.external == nil))
    func `Every command of docs/start and docs/operate does what the guide says`() throws {
        let pipeline = try RunningPipeline()
        defer { pipeline.stop() }
        let door = try GatewayDoor(pipeline)
        let shell = try GuideShell(pipeline, door)
        for page in Self.pages {
            for block in try Self.blocks(page) { try shell.run(block, of: page) }
        }
    }

    @Test func `A block of a guide is run, or says why not`() throws {
        for folder in ["start", "operate"] {
            let root = RunningPipeline.root.appending(path: "docs/\(folder)").path
            for name in try FileManager.default.contentsOfDirectory(atPath: root) where name.hasSuffix(".md") {
                let page = "\(folder)/\(name.dropLast(3))"
                let blocks = try Self.blocks(page).filter(\.isCommand)
                #expect(blocks.allSatisfy { $0.reason != nil } || Self.pages.contains(page), "\(page)")
            }
        }
    }

    struct Block {
        var language: String
        var lines: [String]
        /// Why it is not run.
        var reason: String?
        var repeats = false
        var isCommand: Bool { language == "sh" || language == "console" }
    }

    static func blocks(_ page: String) throws -> [Block] {
        let text = try String(contentsOf: RunningPipeline.root.appending(path: "docs/\(page).md"), encoding: .utf8)
        var blocks: [Block] = []
        var open: Block?
        var remark = ""
        for line in text.components(separatedBy: "\n") {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(block)
                    (open, remark) = (nil, "")
                } else {
                    let reason = remark.firstMatch(of: /not run: (.*) -->/).map { String($0.output.1) }
                    open = Block(
                        language: String(line.dropFirst(3)), lines: [], reason: reason,
                        repeats: remark.contains("repeat until"))
                    #expect(line.count > 3, "\(page): a block without a language")
                }
            } else if open != nil {
                open?.lines.append(line)
            } else if line.hasPrefix("<!--") {
                remark = line
            } else if !line.isEmpty {
                remark = ""
            }
        }
        return blocks
    }
}

/// A shell in a folder that looks like the repository of a reader who ran `make up`.
private final class GuideShell {
    private let pipeline: RunningPipeline
    private let folder: URL
    private let door: GatewayDoor

    init(_ pipeline: RunningPipeline, _ door: GatewayDoor) throws {
        (self.pipeline, self.door) = (pipeline, door)
        folder = pipeline.folder.appending(path: "reader")
        let files = FileManager.default
        try files.createDirectory(at: folder.appending(path: ".build"), withIntermediateDirectories: true)
        func link(_ name: String, _ target: URL) throws {
            try files.createSymbolicLink(at: folder.appending(path: name), withDestinationURL: target)
        }
        try link(".build/debug", RunningPipeline.binaries)
        for name in ["deploy", "schemas", "docs"] { try link(name, RunningPipeline.root.appending(path: name)) }
        try link("var", pipeline.folder)
        try link("var/log", pipeline.folder)
        try Data(pipeline.broker.utf8).write(to: folder.appending(path: "var/broker.address"))
        try Data(door.token.utf8).write(to: folder.appending(path: "var/token-of-contoso"))
        try Data().write(to: folder.appending(path: "state"))
    }

    func run(_ block: GuideTests.Block, of page: String) throws {
        guard block.isCommand, block.reason == nil else { return }
        guard block.language == "console" else {
            let said = try bash(block.lines.joined(separator: "\n"))
            #expect(said.status == 0, "\(page): \(block.lines): \(said.out.suffix(500)) \(said.err.suffix(500))")
            return
        }
        var commands: [(command: String, output: [String])] = []
        for line in block.lines {
            if line.hasPrefix("$ ") {
                commands.append((String(line.dropFirst(2)), []))
            } else if !commands.isEmpty {
                commands[commands.count - 1].output.append(line)
            }
        }
        for (command, output) in commands {
            var missing = output
            func attempt() throws -> Bool {
                missing = Self.missing(output, in: try bash(command).out)
                return missing.isEmpty
            }
            defer { #expect(missing == [], "\(page): \(command)") }
            if block.repeats { try pipeline.eventually("\(page): \(command)", attempt) } else { _ = try attempt() }
        }
    }

    /// Each block continues with the variables and the path of those before it. The contexts that it makes end with it, and
    /// are not those of the user who runs the tests.
    private func bash(_ script: String) throws -> (status: Int32, out: String, err: String) {
        let text = script.replacing("http://127.0.0.1:8080", with: door.address)
        let whole = """
            set -eo pipefail; cd '\(folder.path)'; set -a; . ./state; set +a
            export XDG_CONFIG_HOME=$(mktemp -d -p '\(folder.path)')
            make() { case $1 in up|down) ;; *) return 1 ;; esac; }
            \(text)
            declare -p PATH OFFERS_BROKER TOKEN OFFER V 2>/dev/null >state || true
            """
        return try pipeline.run("/bin/bash", ["-c", whole])
    }

    /// The lines of the guide that are not in the output in this order; figures, times and digests may differ.
    private static func missing(_ expected: [String], in output: String) -> [String] {
        var rest = output.components(separatedBy: .newlines).map(plain)[...]
        return expected.filter { line in
            guard line != "...", !line.isEmpty else { return false }
            guard let index = rest.firstIndex(of: plain(line)) else { return true }
            rest = rest[(index + 1)...]
            return false
        }
    }

    /// Steps that take less than a second report no progress, so a percentage at the end of a line may be missing.
    private static func plain(_ line: String) -> String {
        line.replacing(/[0-9a-f]{8}[0-9a-f-]{8,}/, with: "#").replacing(/[0-9]+/, with: "#").replacing(
            /# (s|min|h) ago/, with: "# ago"
        ).replacing(/\s+#%\s*$/, with: "").replacing(/\s+/, with: " ").trimmingCharacters(in: .whitespaces)
    }
}
