// One case of Tests/Corpus: a document of somebody's tools, and what is to be said of it.

import Foundation
import JSON
import TestSupport
import Testing

@testable import Gateway

struct CorpusCase: CustomTestStringConvertible, Sendable {
    var name: String
    var bytes: [UInt8]
    var problems: [String]
    var warnings: [String]

    var testDescription: String { name }

    static let offers = load("offers")
    static let portal = load("portal")

    private static func load(_ folder: String) -> [CorpusCase] {
        let names = (try? Repository.files(in: "Tests/Corpus/\(folder)", ending: ".json")) ?? []
        return names.compactMap { try? CorpusCase("Tests/Corpus/\(folder)/\($0)") }
    }

    init(_ path: String) throws {
        name = String(path.split(separator: "/").last ?? "")
        let described = try JSONNode(Repository.bytes(path))
        var document = try JSONNode(Repository.bytes(try #require(described["base"]?.text)))
        for change in described["set"]?.members ?? [] {
            document.put(change.value, at: Self.path(change.name))
        }
        for pointer in (described["remove"]?.items ?? []).compactMap(\.text) {
            document.put(nil, at: Self.path(pointer))
        }
        var text = String(decoding: document.json, as: UTF8.self)
        for pair in described["replace"]?.items ?? [] {
            let (old, new) = (pair.items.first?.text ?? "", pair.items.last?.text ?? "")
            // The pairs are as people write JSON, and the writer puts no blanks behind its marks.
            let tight = old.replacing("\": ", with: "\":")
            let range = try #require(text.firstRange(of: tight), "\(name): no \(old)")
            text.replaceSubrange(range, with: new)
        }
        bytes = try #require(Self.encoded(text, described["encoding"]?.text ?? "utf-8"))
        problems = (described["problems"]?.items ?? []).compactMap(\.text).sorted()
        warnings = (described["warnings"]?.items ?? []).compactMap(\.text).sorted()
    }

    private static func path(_ pointer: String) -> ArraySlice<String> {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)[...]
    }

    private static func encoded(_ text: String, _ encoding: String) -> [UInt8]? {
        switch encoding {
        case "utf-8": Array(text.utf8)
        case "utf-8-bom": [0xEF, 0xBB, 0xBF] + Array(text.utf8)
        case "latin-1": text.data(using: .isoLatin1).map { [UInt8]($0) }
        case "utf-16le": text.data(using: .utf16LittleEndian).map { [UInt8]($0) }
        case "utf-16le-bom": text.data(using: .utf16LittleEndian).map { [0xFF, 0xFE] + [UInt8]($0) }
        default: nil
        }
    }
}

extension JSONNode {
    /// Puts a value at a path of names and numbers; nil takes it away.
    mutating func put(_ value: JSONNode?, at path: ArraySlice<String>) {
        guard let name = path.first else { return self = value ?? .null }
        let isLast = path.count == 1
        if case .array(var items) = self, let index = Int(name), items.indices.contains(index) {
            if isLast, value == nil { items.remove(at: index) } else { items[index].put(value, at: path.dropFirst()) }
            self = .array(items)
            return
        }
        var members = members
        let place = members.firstIndex { $0.name == name }
        if isLast, value == nil {
            members.removeAll { $0.name == name }
        } else if let place {
            members[place].value.put(value, at: path.dropFirst())
        } else {
            var made = JSONNode.object([])
            made.put(value, at: path.dropFirst())
            members.append(.init(name, made))
        }
        self = .object(members)
    }
}
