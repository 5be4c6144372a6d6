import Foundation
import TestSupport
import Testing

@testable import Localization

/// One word for one thing in each language: the texts of the tables, and the names in the publishing profiles, have the words
/// of docs/reference/glossary.md.
@Suite struct GlossaryTests {
    /// A text in all languages; `place` says where it is.
    private struct Text {
        let place: String
        let english: String
        let other: [Language: String]
    }

    private struct Term {
        /// As `pattern` finds them.
        let english: [String]
        let other: [Language: [String]]
    }

    /// Names from the marketplace's own articles.
    private static let quoted: Set = ["En direct", "Approbation de l’éditeur"]

    private func texts() throws -> [Text] {
        let english = Localization.table(.english)
        let tables = english.map { code, text in
            Text(
                place: code, english: text,
                other: [
                    .french: Localization.table(.french)[code] ?? "",
                    .japanese: Localization.table(.japanese)[code] ?? "",
                ])
        }
        let names = try Repository.files(in: "deploy/profiles", ending: ".json").flatMap { file in
            try Repository.text("deploy/profiles/\(file)").matches(
                of: /\{"en": "([^"]*)", "fr": "([^"]*)", "ja": "([^"]*)"\}/
            ).map { match in
                Text(
                    place: file, english: String(match.output.1),
                    other: [.french: String(match.output.2), .japanese: String(match.output.3)])
            }
        }
        #expect(!names.isEmpty)
        return tables + names
    }

    /// The rows of a table of the page, by its first heading.
    private func rows(of heading: String) throws -> [[String]] {
        let lines = try Repository.text("docs/reference/glossary.md").split(
            separator: "\n", omittingEmptySubsequences: false)
        let first = try #require(lines.firstIndex { $0.hasPrefix("| \(heading) |") })
        return lines[(first + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    private func forms(_ cell: String) -> [String] {
        cell.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private func terms() throws -> [Term] {
        try rows(of: "English").map { row in
            try #require(row.count == 3, "\(row)")
            return Term(english: forms(row[0]), other: [.french: forms(row[1]), .japanese: forms(row[2])])
        }
    }

    /// A form as a whole word, or as the beginning of one if it ends in a hyphen.
    private func pattern(_ form: String) -> String {
        let isStem = form.hasSuffix("-")
        let word = NSRegularExpression.escapedPattern(for: isStem ? String(form.dropLast()) : form)
        return #"(?<![\p{L}\d/-])"# + word + (isStem ? "" : #"(?![\p{L}\d/-])"#)
    }

    /// All terms as one expression, longer forms first: "offer document" is not "offer". Its groups are the terms by `order`.
    private struct Search {
        let expression: NSRegularExpression
        let order: [Int]

        /// The terms in a text, by their index.
        func terms(in text: String) -> Set<Int> {
            let whole = NSRange(text.startIndex..., in: text)
            return Set(
                expression.matches(in: text, range: whole).compactMap { match in
                    order.indices.first { match.range(at: $0 + 1).location != NSNotFound }.map { order[$0] }
                })
        }
    }

    private func search(for terms: [Term]) throws -> Search {
        let forms = terms.indices.flatMap { index in terms[index].english.map { (form: $0, index: index) } }
            .sorted { $0.form.count > $1.form.count }
        let words = forms.map { "(\(pattern($0.form)))" }.joined(separator: "|")
        return Search(
            expression: try NSRegularExpression(pattern: words, options: .caseInsensitive),
            order: forms.map(\.index))
    }

    /// What a translator translates: not commands, values, addresses, names of files and metrics, and sentences that stay in English.
    private func translated(_ english: String, _ other: String) -> String {
        english.replacing(/`[^`]*`|\{[\w-]+\}|\w+:\/\/\S+|\b[A-Z]{3,}\b|\w+_\w+/, with: "")
            .split(separator: ". ").filter { !other.contains($0) }.joined(separator: ". ")
    }

    @Test(arguments: [Language.french, .japanese])
    func `A text has the glossary's word for each term of its English version`(_ language: Language) throws {
        let terms = try terms()
        #expect(terms.count > 50)
        let search = try search(for: terms)
        for text in try texts() {
            let other = text.other[language] ?? ""
            guard !Self.quoted.contains(other) else { continue }
            for index in search.terms(in: translated(text.english, other)) {
                let words = terms[index].other[language] ?? []
                let has = words.contains { word in
                    other.range(of: word.hasSuffix("-") ? String(word.dropLast()) : word, options: .caseInsensitive)
                        != nil
                }
                if !has {
                    Issue.record("\(text.place): “\(text.english)” has a term, “\(other)” does not have \(words)")
                }
            }
        }
    }

    @Test func `No text has a word that the glossary replaces`() throws {
        let names: [String: Language] = ["French": .french, "Japanese": .japanese]
        let texts = try texts()
        for row in try rows(of: "word") {
            let language = try #require(names[row[1]], "\(row)")
            let word = language == .french ? pattern(row[0]) : NSRegularExpression.escapedPattern(for: row[0])
            let expression = try NSRegularExpression(pattern: word, options: .caseInsensitive)
            for text in texts {
                let other = (text.other[language] ?? "").replacing(/`[^`]*`/, with: "")
                let has = expression.firstMatch(in: other, range: NSRange(other.startIndex..., in: other)) != nil
                if has { Issue.record("\(text.place): “\(other)” has \(row[0]); write \(row[2])") }
            }
        }
    }

    @Test func `French has typographic apostrophes and no-break spaces`() throws {
        for text in try texts() {
            let french = (text.other[.french] ?? "").replacing(/&\w+;/, with: "")
            #expect(!french.contains(/\p{L}'\p{L}/), "\(text.place): \(french)")
            #expect(!french.contains(/[ ][;:!?»]|«[ ]|[\w.)][;!?»]\s/), "\(text.place): \(french)")
        }
    }

    @Test func `Japanese has one width, spaces around Latin words, and polite sentences`() throws {
        for text in try texts() {
            let japanese = (text.other[.japanese] ?? "").replacing(/`[^`]*`|\w+:\/\/\S+/, with: "")
            #expect(!japanese.contains(/[（）：！？，．０-９Ａ-Ｚａ-ｚ“”]/), "\(text.place): \(japanese)")
            #expect(
                !japanese.contains(#/[ぁ-ゖァ-ヺー一-鿿][A-Za-z0-9]|[A-Za-z0-9][ぁ-ゖァ-ヺー一-鿿]/#), "\(text.place): \(japanese)")
            #expect(!japanese.contains(/(?:である|だった|[^まで]した|する|できる|ない)。/), "\(text.place): \(japanese)")
        }
    }

    @Test func `A text has the same commands in each language`() throws {
        for text in try texts() {
            let commands = text.english.matches(of: /`[^`]*`/).map { String($0.output) }.sorted()
            for (_, other) in text.other {
                #expect(other.matches(of: /`[^`]*`/).map { String($0.output) }.sorted() == commands, "\(text.place)")
            }
        }
    }
}
