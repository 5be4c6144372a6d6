import Base
import Foundation
import Offers
import TestSupport
import Testing

/// What the style guide promises, compared with the files themselves.
@Suite struct TidyTests {
    private struct Source {
        let path: String
        let text: String
        /// The text without its comments.
        var code: String {
            text.split(separator: "\n").filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }.joined(
                separator: "\n")
        }
        var module: String { String(path.split(separator: "/").first ?? "") }
    }

    /// How many types in Sources may be `@unchecked Sendable`. Lower it when one goes.
    private static let mostUnchecked = 17

    /// Who may sleep, each with the reason beside the call.
    private static let sleepers: Set = [
        "Base/World.swift", "Assets/Files/OpenFile.swift", "Kafka/ConsumerHandle.swift",
        "Runtime/Process/Launch.swift", "Runtime/Process/StopSignal.swift",
    ]

    private func sources() throws -> [Source] {
        let root = Repository.root.appending(path: "Sources")
        let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return try files.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            Source(path: path, text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
        }
    }

    @Test func `The list of stages is the same in code and manifest, and each has its program`() throws {
        let manifest = try Repository.text("Package.swift")
        let list = try #require(manifest.firstMatch(of: /let stages = \[([^\]]*)\]/)?.output.1)
        let names = list.matches(of: /"([a-z-]+)"/).map { String($0.output.1) }
        #expect(names == Stage.all.map(\.rawValue))
        for name in names {
            let program = Repository.root.appending(path: "Sources/Programs/\(name)/Program.swift").path
            #expect(FileManager.default.fileExists(atPath: program), "\(name)")
        }
    }

    @Test func `Time, ids and randomness come from World`() throws {
        for source in try sources() where source.path != "Base/World.swift" {
            let found = source.code.matches(of: /\b(Date\(\)|Date\.now|UUID\(\)|\.random\(in)/)
            #expect(found.map { String($0.output.0) } == [], "\(source.path)")
        }
    }

    @Test func `Nothing sleeps outside World, save where a C interface cannot wait`() throws {
        for source in try sources() where !Self.sleepers.contains(source.path) {
            let found = source.code.matches(of: /(?:Task\.|Thread\.|(?m:^)|[^.\w])(?:u|nano|clock_nano)?sleep\(/)
                .filter { !source.code[..<$0.range.lowerBound].hasSuffix("func") }
            #expect(found.map { String($0.output) } == [], "\(source.path)")
        }
    }

    @Test func `Library code cannot end the process`() throws {
        for source in try sources() where source.module != "Programs" {
            let found = source.code.matches(of: /\b(try!|as!|fatalError\(["\)]|preconditionFailure\(["\)]|print\()/)
            #expect(found.map { String($0.output.0) } == [], "\(source.path)")
        }
    }

    @Test func `Few types are unchecked Sendable`() throws {
        let count = try sources().reduce(0) { $0 + $1.code.matches(of: /@unchecked Sendable/).count }
        #expect(count <= Self.mostUnchecked)
    }

    @Test func `Every file opens with what it owns and has at most 350 lines`() throws {
        for source in try sources() {
            #expect(source.text.hasPrefix("//") || source.module == "Programs", "\(source.path)")
            #expect(source.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 350, "\(source.path)")
        }
    }

    /// Names that the sources declare and do not use, each with who uses it.
    private static let usedElsewhere = [
        "enqueue": "the Swift runtime calls it: a requirement of TaskExecutor"
    ]

    /// A declaration that nobody uses has a name that occurs once in the sources. The raw values of cases come from outside,
    /// so a case with one may be named nowhere.
    @Test func `Every declaration is used`() throws {
        let sources = try sources()
        var uses: [Substring: Int] = [:]
        var declared: [Substring: String] = [:]
        for source in sources {
            let code = source.code
            for word in code.matches(of: /[A-Za-z_]\w*/) { uses[word.output, default: 0] += 1 }
            let names = code.matches(
                of: /\b(?:func|let|var|struct|enum|class|actor|protocol|typealias|associatedtype) `?([A-Za-z_]\w*)/
            ).map(\.output.1)
            let cases = code.matches(of: /(?m)^ *(?:indirect )?case ([^:"\n]*)$/).flatMap { line in
                line.output.1.replacing(/\((?:[^()]|\([^()]*\))*\)/, with: "").split(separator: ",").compactMap {
                    $0.firstMatch(of: /^ *`?([a-z]\w*)/).map { Substring($0.output.1) }
                }
            }
            for name in names + cases { declared[name] = source.path }
        }
        #expect(declared.count > 2000)
        let unused = declared.filter { uses[$0.key] == 1 && Self.usedElsewhere[String($0.key)] == nil }
        for (name, path) in unused { Issue.record("\(path) declares \(name), which nobody uses; delete it") }
        #expect(Self.usedElsewhere.keys.allSatisfy { uses[Substring($0)] == 1 }, "an exception that is not needed")
    }

    @Test func `The top of the repository has few entries`() throws {
        let entries = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path)
            .filter { !$0.hasPrefix(".") && $0 != "var" }
        #expect(
            Set(entries).isSubset(of: [
                "LICENSE", "Makefile", "Package.swift", "README.md", "Sources", "Tests", "deploy", "docs", "schemas",
            ]))
    }

    @Test func `Banned words become fewer`() throws {
        let check = Process()
        let output = Pipe()
        check.executableURL = Repository.root.appending(path: "Tests/Repository/words")
        check.arguments = ["check"]
        check.standardOutput = output
        try check.run()
        let findings = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        check.waitUntilExit()
        #expect(check.terminationStatus == 0, "\(findings)")
    }
}
