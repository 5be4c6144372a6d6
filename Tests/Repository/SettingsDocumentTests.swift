import Foundation
import TestSupport
import Testing

/// docs/settings.md is the list of settings; here it is held against the source.
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

    @Test func `Every setting that a worker asks for is in the list`() throws {
        let document = try Repository.text("docs/settings.md")
        let names = try asked()
        #expect(names.count > 20, "the search finds them")
        for (name, path) in names.sorted(by: { $0.key < $1.key }) {
            #expect(document.contains("| `\(name)` |"), "\(name), asked for in \(path)")
        }
    }
}
