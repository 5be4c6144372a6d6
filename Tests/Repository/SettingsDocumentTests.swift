import Foundation
import Operations
import TestSupport
import Testing

/// The list of settings, of which help and docs/reference/settings.md are made, compared with the sources.
@Suite struct SettingsDocumentTests {
    /// Names that the source asks for, wherever it asks.
    private func asked() throws -> [String: String] {
        let root = Repository.root.appending(path: "Sources")
        let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        let form =
            /(?:settings\[|self\[|\b(?:number|choice|required|directory|baseAddress|pages|address|list)\()"([a-z]+(?:-[a-z]+)*)"/
        var names: [String: String] = [:]
        // The tool has a language and a help of its own; a gateway asks HTTP for headers in the same words.
        for path in files
        where path.hasSuffix(".swift")
            && !["CommandLine/", "Gateway/"].contains(where: path.hasPrefix)
        {
            let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            for match in text.matches(of: form) { names[String(match.output.1)] = path }
        }
        return names
    }

    private let names = Set(Setting.sections.flatMap(\.settings).map(\.name))

    @Test func `Every setting that a program asks for is in the list`() throws {
        let asked = try asked()
        #expect(asked.count > 20, "the search finds them")
        for (name, path) in asked.sorted(by: { $0.key < $1.key }) {
            #expect(names.contains(name), "\(name), asked for in \(path): add it to Sources/Operations")
        }
    }

    @Test func `Every setting of the list is asked for`() throws {
        let root = Repository.root.appending(path: "Sources")
        let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        let sources = try files.filter { $0.hasSuffix(".swift") && !$0.hasPrefix("Operations/") }.map {
            try String(contentsOf: root.appending(path: $0), encoding: .utf8)
        }
        for name in names {
            #expect(sources.contains { $0.contains("\"\(name)\"") }, "\(name)")
        }
    }

    @Test func `A number in the list is the default of the source`() throws {
        let root = Repository.root.appending(path: "Sources")
        let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        var count = 0
        for path in files where path.hasSuffix(".swift") {
            let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            for match in text.matches(of: /\.number\("([a-z-]+)", default: ([0-9_]+),/) {
                let name = String(match.output.1)
                let listed = Setting.sections.flatMap(\.settings).filter { $0.name == name }.map(\.standard)
                count += 1
                #expect(listed.contains(String(match.output.2).replacing("_", with: "")), "\(name) in \(path)")
            }
        }
        #expect(count > 8)
    }

    @Test func `Each program of the list is a program, and has a help`() throws {
        for program in Set(Setting.sections.flatMap(\.programs)) {
            let path = Repository.root.appending(path: "Sources/Programs/\(program)/Program.swift").path
            #expect(FileManager.default.fileExists(atPath: path), "\(program)")
        }
    }
}
