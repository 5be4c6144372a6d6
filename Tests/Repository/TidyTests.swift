import Base
import Foundation
import Offers
import TestSupport
import Testing

/// What the style guide and the layering promise, held against the source files themselves.
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
        var imports: [String] {
            text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                guard words.contains("import"), words.firstIndex(of: "import").map({ $0 <= 1 }) ?? false,
                    !line.hasPrefix("//"), !line.hasPrefix(" "), let name = words.last
                else { return nil }
                return String(name)
            }
        }
    }

    private func sources() throws -> [Source] {
        let root = Repository.root.appending(path: "Sources")
        let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return try files.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            Source(path: path, text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
        }
    }

    /// What the manifest says that a module of ours may import.
    private func allowed() throws -> [String: Set<String>] {
        let manifest = try Repository.text("Package.swift")
        var allowed: [String: Set<String>] = [:]
        for match in manifest.matches(of: /module\("([A-Za-z]+)"(?:, \[([^\]]*)\])?/) {
            let names = (match.output.2 ?? "").matches(of: /"([A-Za-z]+)"/).map { String($0.output.1) }
            allowed[String(match.output.1)] = Set(names)
        }
        return allowed
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

    @Test func `Modules import downward only, as the manifest says`() throws {
        let allowed = try allowed()
        #expect(allowed["Base"] == [])
        #expect(allowed["Kafka"]?.contains("CLibrdkafka") == true)
        let ours = Set(allowed.keys).union([
            "CLibrdkafka", "CLibcrypto", "CLibcurl", "CLibarchive", "CLibmicrohttpd", "CMalloc",
        ])
        for source in try sources() {
            guard let may = allowed[source.module] else { continue }
            let foreign = Set(source.imports).intersection(ours).subtracting(may)
            #expect(foreign == [], "\(source.path)")
        }
    }

    @Test func `No worker links all of Foundation`() throws {
        // Its essentials have what a worker needs; the rest would add 50 MB to each program, some 8 of them resident.
        let others: Set = ["Gateway", "Deployment", "CommandLine", "Programs"]
        let worker = try sources().filter { !others.contains($0.module) }
        #expect(worker.count > 200)
        for source in worker {
            #expect(!source.imports.contains { $0.split(separator: ".").first == "Foundation" }, "\(source.path)")
        }
    }

    @Test func `Only its own modules know a C library`() throws {
        let owners = [
            "CLibrdkafka": ["Kafka"], "CLibcrypto": ["Assets"], "CLibcurl": ["Assets"], "CLibarchive": ["Assets"],
            "CLibmicrohttpd": ["HTTP"],
        ]
        for source in try sources() {
            for name in source.imports {
                if let owner = owners[name] { #expect(owner.contains(source.module), "\(source.path) imports \(name)") }
            }
        }
    }

    @Test func `Time, ids and randomness come from World`() throws {
        for source in try sources() where source.path != "Base/World.swift" {
            let found = source.code.matches(
                of: /\b(Date\(\)|Date\.now|UUID\(\)|\.random\(in|Task\.sleep|Thread\.sleep)/)
            #expect(found.map { String($0.output.0) } == [], "\(source.path)")
        }
    }

    @Test func `Nothing in library code can end the process by force`() throws {
        for source in try sources() where source.module != "Programs" {
            let found = source.code.matches(of: /\b(try!|as!|fatalError\(["\)]|preconditionFailure\(["\)]|print\()/)
            #expect(found.map { String($0.output.0) } == [], "\(source.path)")
        }
    }

    @Test func `Every file opens with what it owns and stays readable in one sitting`() throws {
        for source in try sources() {
            #expect(source.text.hasPrefix("//") || source.module == "Programs", "\(source.path)")
            #expect(source.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 350, "\(source.path)")
        }
    }
}
