// What a publisher must change (problem), what an operator must fix (fault), what no worker can use (poison), and
// remarks. Each is a code with values; `Localization` makes the text for each reader.

import Base
import JSON
import Localization

/// One thing that is wrong with an offer (R2).
public struct Problem: Sendable, Hashable {
    /// RFC 6901 JSON pointer into the offer document, for example `/plans/0/images/1.0.1/osDisk/url`; empty for the
    /// whole document.
    public var pointer: String
    /// Stable, kebab-case, for programs and for searching, for example `title-too-long`.
    public var code: String
    /// The values in the text: numbers as digits, names, times as RFC 3339. Each is one line of at most
    /// `Remark.longestValue` bytes.
    public var values: [String: String]

    /// The value that names a certification's report; the remedy then ends with it.
    public static let report = "report"

    public init(at pointer: String, _ code: String, _ values: [String: String] = [:]) {
        self.pointer = pointer
        self.code = code
        self.values = values.mapValues(Remark.bounded)
    }

    /// What is wrong, in one sentence.
    public func message(in language: Language) -> String {
        Localization.text("problem.\(code)", values, in: language)
    }

    /// How to fix it.
    public func remedy(in language: Language) -> String {
        let remedy = Localization.text("remedy.\(code)", values, in: language)
        guard values[Self.report] != nil else { return remedy }
        return "\(remedy) \(Remark("certification-report", values).text(in: language))"
    }

    /// The same problem with one more value.
    public func adding(_ name: String, _ value: String) -> Problem {
        Problem(at: pointer, code, values.merging([name: value]) { $1 })
    }
}

extension Problem: JSONRecord {
    public init() { self.init(at: "", "") }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("code", &code)
        try v.member("pointer", &pointer)
        try v.member("values", &values, default: [:])
        // For people who use kcat and jq.
        try v.derived("message", message(in: .english))
        try v.derived("remedy", remedy(in: .english))
    }
}

/// A note or a reason.
public struct Remark: Sendable, Hashable {
    /// Stable, kebab-case.
    public var code: String
    /// As those of a problem.
    public var values: [String: String]

    /// Bytes of UTF-8; keeps a record with many problems small.
    public static let longestValue = 480

    public init(_ code: String, _ values: [String: String] = [:]) {
        self.code = code
        self.values = values.mapValues(Self.bounded)
    }

    public func text(in language: Language) -> String { Localization.text("note.\(code)", values, in: language) }

    static func bounded(_ value: String) -> String { value.oneLine(longestValue) }
}

extension Remark: JSONRecord {
    public init() { self.init("") }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("code", &code)
        try v.member("values", &values, default: [:])
    }
}

/// Input that no worker can ever use: it becomes a dead letter with this reason, and the worker continues (R32).
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

/// A fault on our side, so the work has no result. Retried with backoff, never blamed on the publisher (R28).
public struct Fault: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable, kebab-case: `region-away`, `lead-destination-away`, `scanner-away` …
    public var code: String
    /// What happened and what an operator should check.
    public var description: String

    public init(_ code: String, _ description: String) {
        self.code = code
        self.description = description
    }

    /// A worker's report when it returns a step because the offer is paused. Nothing failed, but as with a fault the
    /// step is not done and the scheduled record comes back.
    public static let paused = Fault("paused", "the offer is paused")
}

extension Fault: JSONRecord {
    public init() { self.init("", "") }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("code", &code)
        try v.member("message", &description)
    }
}
