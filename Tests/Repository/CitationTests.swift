import Foundation
import TestSupport
import Testing

/// What comments and documents cite can be found in the repository.
@Suite struct CitationTests {
    private static let folders = ["Sources", "Tests", "deploy", "docs", ".github", "schemas"]
    private static let endings = [".swift", ".md", ".py", ".yml", ".yaml", ".sh", ".conf", ".service"]

    /// Paths of all files, from the top of the repository.
    private func files() -> [String] {
        Self.folders.flatMap { folder in
            (FileManager.default.enumerator(atPath: Repository.root.appending(path: folder).path)?
                .compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }
        } + ["README.md", "Makefile", "Package.swift"]
    }

    /// What people read of a file: comments of code, all of Markdown.
    private func prose(_ path: String) throws -> String {
        let text = try Repository.text(path).replacing(/\w+:\/\/\S+/, with: "")
        guard !path.hasSuffix(".md") else { return text }
        let mark = path.hasSuffix(".swift") ? "//" : "#"
        return text.split(separator: "\n").compactMap { line in
            line.firstRange(of: mark).map { line[$0.lowerBound...] }
        }.joined(separator: "\n")
    }

    @Test func `Every file that a comment or a document names is there`() throws {
        let files = files()
        let names = Set(files.map { $0.split(separator: "/").last.map(String.init) ?? $0 })
        var count = 0
        for path in files where Self.endings.contains(where: path.hasSuffix) {
            for match in try prose(path).matches(of: /(?:^|[^\w\/.:<-])(?:\.\.\/)*((?:[\w.-]+\/)*[\w-]+\.md)\b/) {
                let cited = String(match.output.1)
                count += 1
                let isThere =
                    cited.contains("/")
                    ? files.contains { $0 == cited || $0.hasSuffix("/" + cited) } : names.contains(cited)
                #expect(isThere, "\(path) cites \(cited)")
            }
            for match in try prose(path).matches(
                of: /(?:^|[^\w\/.])((?:Sources|Tests|deploy|docs|schemas)\/[\w@.\/-]*\w)/)
            {
                let cited = String(match.output.1)
                count += 1
                // A name may be cut at a placeholder, such as deploy/profiles/<name>.json.
                #expect(files.contains { $0.hasPrefix(cited) }, "\(path) cites \(cited)")
            }
        }
        #expect(count > 100)
    }

    @Test func `Every command that is cited exists`() throws {
        let commands = Set(
            try Repository.text("docs/reference/offerctl.md").matches(of: /(?m)^### offerctl (.+)$/).map {
                String($0.output.1)
            })
        let targets = Set(
            try Repository.text("Makefile").matches(of: /(?m)^([a-z][a-z-]*):/).map { String($0.output.1) })
        #expect(commands.count > 30 && targets.count > 20)
        for path in files() where Self.endings.contains(where: path.hasSuffix) {
            let text = try prose(path)
            for match in text.matches(of: /`make ([a-z][a-z-]*)/) {
                #expect(targets.contains(String(match.output.1)), "\(path) cites make \(match.output.1)")
            }
            for match in text.matches(of: /[`"]offerctl ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?/) {
                let one = String(match.output.1)
                let isGroup = commands.contains { $0.hasPrefix(one + " ") }
                let isKnown = match.output.2.map { commands.contains("\(one) \($0)") } ?? isGroup
                #expect(
                    commands.contains(one) || (isGroup && isKnown), "\(path) cites \(match.output.0.dropFirst())")
            }
        }
    }

    @Test func `Every requirement that is cited is explained`() throws {
        let page = try Repository.text("docs/internals/requirements.md")
        let explained = Set(page.matches(of: /\*\*(R[0-9]+)\*\*/).map { String($0.output.1) })
        #expect(explained == Set((1...39).map { "R\($0)" }))
        for path in files() where Self.endings.contains(where: path.hasSuffix) {
            let cited = try prose(path).matches(of: /\b(R[0-9]{1,2})\b/).map { String($0.output.1) }
            #expect(Set(cited).subtracting(explained) == [], "\(path)")
        }
    }
}
