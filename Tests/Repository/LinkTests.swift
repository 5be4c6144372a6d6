import Foundation
import TestSupport
import Testing

/// Links of the README, of docs/ and of .github/ lead somewhere.
@Suite struct LinkTests {
    @Test func `Every link to a file or heading of the repository has a target`() throws {
        var pages = ["README.md"]
        for folder in ["docs", ".github"] {
            let root = Repository.root.appending(path: folder).path
            let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
            pages += files.filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
        }
        var count = 0
        for page in pages {
            let folder = Repository.root.appending(path: page).deletingLastPathComponent()
            for match in try Repository.text(page).matches(of: /\]\(([^)\s]+)\)/) {
                let target = String(match.output.1)
                guard !target.contains("://") else { continue }
                count += 1
                let halves = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(
                    String.init)
                let file = halves[0].isEmpty ? Repository.root.appending(path: page) : folder.appending(path: halves[0])
                #expect(FileManager.default.fileExists(atPath: file.path), "\(page): \(target)")
                if halves.count > 1, let text = try? String(contentsOf: file, encoding: .utf8) {
                    #expect(anchors(text).contains(halves[1]), "\(page): \(target)")
                }
            }
        }
        #expect(count > 40)
    }

    @Test func `Every document is linked from the index`() throws {
        let index = try Repository.text("docs/README.md")
        let linked = Set(index.matches(of: /\]\(([^)#\s]+)/).map { String($0.output.1) })
        let root = Repository.root.appending(path: "docs").path
        let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        for page in files where page.hasSuffix(".md") && page != "README.md" {
            #expect(linked.contains(page), "docs/README.md does not link to \(page)")
        }
    }

    /// A heading's anchor as code hosts make it: lower case, blanks as hyphens, without punctuation.
    private func anchors(_ text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                line.drop { $0 == "#" }.drop { $0 == " " }.lowercased().compactMap { letter in
                    letter == " " ? "-" : letter.isLetter || letter.isNumber || "-_".contains(letter) ? letter : nil
                }.reduce(into: "") { $0.append($1) }
            })
    }
}
