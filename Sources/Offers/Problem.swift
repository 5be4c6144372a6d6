// What people are told of an offer as facts: problems, which the publisher must fix, and remarks. Both are a code and
// values; their text is made when it is read, in the reader's language (R30).

import Base
import Localization

/// One thing wrong with an offer (R2).
public struct Problem: Sendable, Hashable {
    /// RFC 6901 JSON pointer into the offer document, e.g. `/plans/0/images/1.0.1/osDisk/url`; empty for the whole.
    public let pointer: String
    /// Stable, kebab-case, for programs and for searching, e.g. `title-too-long`.
    public let code: String
    /// Numbers as digits, names, times as RFC 3339: what the texts of the code have places for. Each is one line of at
    /// most `Remark.longestValue` bytes.
    public let values: [String: String]

    /// The value that names the report of a certification; the remedy then ends with it.
    public static let report = "report"

    public init(at pointer: String, _ code: String, _ values: [String: String] = [:]) {
        self.pointer = pointer
        self.code = code
        self.values = values.mapValues(Remark.bounded)
    }

    /// What is wrong, one sentence.
    public func message(in language: Language) -> String { Localization.text("problem.\(code)", values, in: language) }

    /// How to fix it.
    public func remedy(in language: Language) -> String {
        let remedy = Localization.text("remedy.\(code)", values, in: language)
        guard values[Self.report] != nil else { return remedy }
        return "\(remedy) \(Remark("certification-report", values).text(in: language))"
    }

    /// The same problem with one value more.
    public func adding(_ name: String, _ value: String) -> Problem {
        Problem(at: pointer, code, values.merging([name: value]) { $1 })
    }
}

/// A note about a step, or a reason: a fact that is not a problem.
public struct Remark: Sendable, Hashable, Codable {
    /// Stable, kebab-case, e.g. `certification-skipped`.
    public let code: String
    /// As those of a problem.
    public let values: [String: String]

    /// Bytes of UTF-8, so that a record with many problems stays small.
    public static let longestValue = 480

    public init(_ code: String, _ values: [String: String] = [:]) {
        self.code = code
        self.values = values.mapValues(Self.bounded)
    }

    public func text(in language: Language) -> String { Localization.text("note.\(code)", values, in: language) }

    static func bounded(_ value: String) -> String { value.oneLine(longestValue) }
}

/// With `message` and `remedy` in English for `jq`; they are ignored when read.
extension Problem: Codable {
    private enum Key: String, CodingKey { case code, message, pointer, remedy, values }

    public init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Key.self)
        self.init(
            at: try json.decode(String.self, forKey: .pointer), try json.decode(String.self, forKey: .code),
            try json.decodeIfPresent([String: String].self, forKey: .values) ?? [:])
    }

    public func encode(to encoder: any Encoder) throws {
        var json = encoder.container(keyedBy: Key.self)
        try json.encode(code, forKey: .code)
        try json.encode(message(in: .english), forKey: .message)
        try json.encode(pointer, forKey: .pointer)
        try json.encode(remedy(in: .english), forKey: .remedy)
        try json.encode(values, forKey: .values)
    }
}

/// Input that no worker can ever use: it goes to the dead letters with this reason, and the worker goes on (R32).
public struct Poison: Error, Equatable, CustomStringConvertible {
    /// Stable, kebab-case: `not-an-event`, `unknown-type`, `unknown-version`, `wrong-publisher`, `too-large` …
    public var code: String
    /// What is wrong and what to do, for an operator.
    public var description: String

    public init(_ code: String, _ description: String) {
        self.code = code
        self.description = description
    }
}

/// A fault of ours: no answer was reached. Tried again with backoff, never blamed on the publisher (R28).
public struct Fault: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable, kebab-case: `region-away`, `lead-destination-away`, `scanner-away` …
    public var code: String
    /// What happened and what an operator should look at.
    public var description: String

    public init(_ code: String, _ description: String) {
        self.code = code
        self.description = description
    }
}

extension Fault {
    /// What a worker says of a step that it gives back because the offer is paused: no fault at all, but like one the
    /// step is not done and what was scheduled comes back with the word.
    public static let paused = Fault("paused", "the offer is paused")
}

/// A text in each of the publishers' languages.
public struct LocalizedText: Sendable, Hashable, Codable {
    public var en: String
    public var fr: String
    public var ja: String

    public init(en: String, fr: String, ja: String) {
        self.en = en
        self.fr = fr
        self.ja = ja
    }

    public subscript(language: Language) -> String {
        switch language {
        case .english: en
        case .french: fr
        case .japanese: ja
        }
    }
}
