// Publishers' markup in a real browser: it reads a text as our parser does, and what comes out of an attack is harmless.

import Assets
import Foundation
import ImageFixtures
import JSON
import Testing

@Suite struct MarkupInBrowserTests {
    /// For each case the script notes how the browser shows the source, and which elements it makes of our HTML.
    private func page(_ cases: [(source: String, html: String)]) -> String {
        let list = JSONNode.array(cases.map { .array([.string($0.source), .string($0.html)]) })
        let json = String(decoding: list.canonical, as: UTF8.self).replacing("<", with: "\\u003c")
        return """
            <!doctype html><meta charset="utf-8"><pre id="result"></pre><script>
            const other = document.implementation.createHTMLDocument('')
            const inert = html => { const div = other.createElement('div'); div.innerHTML = html; return div }
            document.getElementById('result').textContent = JSON.stringify(\(json).map(([source, html]) => [
                inert(source).innerHTML === html,
                [...inert(html).querySelectorAll('*')].map(e => e.attributes.length ? e.outerHTML : e.localName),
            ]))
            </script>
            """
    }

    private func open(_ page: String) throws -> [JSONNode] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "markup-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "page.html")
        try Data(page.utf8).write(to: file)
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--user-data-dir=\(folder.path)/profile", "--dump-dom", file.absoluteString,
        ]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        let result = try #require(text.firstMatch(of: /<pre id="result">(.*?)<\/pre>/)).output.1
        let plain = result.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        return try JSONNode(Array(plain.utf8)).items
    }

    @Test func `A browser shows a text as it was judged, and makes nothing else of what comes out`() throws {
        let plain = MarkupSamples.plain.map(\.0)
        let sources = plain + MarkupSamples.attacks
        let cases = sources.map { (source: $0, html: RichText($0, elements: MarkupSamples.elements).html) }
        let results = try open(page(cases))
        try #require(results.count == cases.count)
        for (index, result) in results.enumerated() {
            let elements = Set(result.items[1].items.compactMap(\.text))
            #expect(elements.isSubset(of: MarkupSamples.elements), "\(cases[index].source)")
            if index < plain.count { #expect(result.items[0] == .boolean(true), "\(cases[index].source)") }
        }
    }
}
