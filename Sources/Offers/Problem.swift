// What a publisher has to put right. A problem is said once, completely: where, what, and what to do.

import Localization

/// One thing wrong with an offer (R2).
public struct Problem: Sendable, Hashable, Codable {
    /// RFC 6901 JSON pointer into the offer document, e.g. `/plans/0/images/1.0.1/osDisk/url`; empty for the whole.
    public var pointer: String
    /// Stable, kebab-case, for programs and for searching, e.g. `title-too-long`.
    public var code: String
    /// What is wrong, one sentence in the submission's language.
    public var message: String
    /// How to put it right, one sentence in the submission's language.
    public var remedy: String

    public init(at pointer: String, _ code: String, _ message: String, remedy: String) {
        self.pointer = pointer
        self.code = code
        self.message = message
        self.remedy = remedy
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
