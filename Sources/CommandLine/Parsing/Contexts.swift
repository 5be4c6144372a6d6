// Named connections in a file in the user's home: `offerctl context`. The environment and options override them.

import Base
import Foundation
import JSON

/// The file `offerctl/contexts.json` in the user's configuration folder (XDG Base Directory).
struct Contexts: JSONRecord, Equatable {
    /// How to reach one broker.
    struct Context: JSONRecord, Equatable {
        var context = ""
        var broker: String?
        var clientProperties: String?
        var prefix: String?

        mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("context", &context)
            try v.member("broker", &broker)
            try v.member("clientProperties", &clientProperties)
            try v.member("prefix", &prefix)
        }
    }

    /// The current one; nil: none.
    var current: String?
    var contexts: [Context] = []

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("current", &current)
        try v.member("contexts", &contexts, default: [])
    }

    /// The current context: all of it, or nothing if a broker is given. The credentials of one cluster must not go to
    /// another.
    static func inUse(
        isBrokerGiven: Bool, _ environment: [String: String]
    ) throws(ToolError) -> Context? {
        guard !isBrokerGiven else { return nil }
        let contexts = try read(environment)
        return contexts.current.flatMap { contexts[$0] }
    }

    /// The prefix of topics. Read before the words are parsed, because commands and options know the topics' names.
    static func prefix(_ words: [String], _ environment: [String: String]) throws -> String? {
        func given(_ option: OptionWord) -> String? {
            for (index, word) in words.enumerated() {
                if word == option.name, words.indices.contains(index + 1) { return words[index + 1] }
                if word.hasPrefix("\(option.name)=") { return String(word.dropFirst(option.name.count + 1)) }
            }
            return environment[option.variable].flatMap { $0.isEmpty ? nil : $0 }
        }
        if let prefix = given(.prefix) { return prefix }
        let isBrokerGiven = given(.broker) != nil || given(.clientProperties) != nil
        return try inUse(isBrokerGiven: isBrokerGiven, environment)?.prefix
    }

    private struct OptionWord {
        var name: String
        var variable: String { Settings.environmentName(String(name.dropFirst(2))) }

        static let prefix = OptionWord(name: "--prefix")
        static let broker = OptionWord(name: "--broker")
        static let clientProperties = OptionWord(name: "--client-properties")
    }

    subscript(name: String) -> Context? { contexts.first { $0.context == name } }

    /// Nil if the user has no home.
    static func path(_ environment: [String: String]) -> String? {
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.config" }
        let folder = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home
        return folder.map { "\($0)/offerctl/contexts.json" }
    }

    /// Empty if the file does not exist.
    static func read(_ environment: [String: String]) throws(ToolError) -> Contexts {
        guard let path = path(environment), let data = FileManager.default.contents(atPath: path) else {
            return Contexts()
        }
        do { return try Contexts(json: [UInt8](data)) } catch {
            throw ToolError(.usage, "\(path): not a file of contexts: \(error); remove it, or mend it")
        }
    }

    func write(_ environment: [String: String]) throws(ToolError) {
        guard let path = Self.path(environment) else {
            throw ToolError(.usage, "no place to keep contexts: set HOME or XDG_CONFIG_HOME")
        }
        do {
            let url = URL(filePath: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            let text = try JSONNode(json).prettyText
            try Data(text.utf8).write(to: url, options: .atomic)
        } catch { throw ToolError(.badFile, "\(path): the file cannot be written: \(error.localizedDescription)") }
    }
}
