// The marketplace's rules as data: the fields of a document, their forms and limits, the problem code of each limit,
// and the technical keys. Checked when read, because all other code trusts it.

import Base
import FoundationEssentials
import JSON

/// A marketplace's rules for offer documents; shipped as `deploy/policy/policy.json`.
public struct Policy: Sendable, Equatable {
    /// No list limit may be higher.
    public static let longestList = 1_000
    /// No limit of a text with markup may be higher.
    public static let longestMarkup = 4_000
    /// Elements of HTML that pages can show without attributes.
    public static let showableElements: Set = [
        "p", "br", "b", "strong", "i", "em", "u", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div", "span",
    ]

    /// For people: which marketplace and year.
    public var name: String
    /// Parents before their members, so that a missing part is known before its members are checked.
    public var fields: [Field]
    /// Elements that a `html` field may use, in lower case, without attributes: a subset of `showableElements`.
    public var htmlElements: [String]
    public var signature: Signature
    /// The contract of offers without terms of their own; nil: there is none, and each offer needs terms.
    public var standardContract: StandardContract?
    /// A change under one of these keys needs certification; any other is marketing (R9).
    public var technicalKeys: [PointerPattern]
    /// The limits of certification, which does not start without them.
    public var certification: CertificationPolicy?
    /// Who may get mail, and how much; nil: everybody, without a limit.
    public var mail: MailPolicy?
    /// The limits of one publisher.
    public var quotas = Quotas()

    /// What the shared access signature of an image must contain.
    public struct Signature: Sendable, Equatable {
        /// `sr`: `c`, the container.
        public var resource: String
        /// `sp`: `rl`, read and list.
        public var permissions: String
        /// How long before now `st` must be, ISO 8601 (`P1D`).
        public var startsBefore: String
        /// How long after now `se` must be, ISO 8601 (`P21D`).
        public var lastsAfter: String
        /// How much of that time may have passed since the signature was made, ISO 8601 (`P1D`).
        public var grace: String?

        public init() { (resource, permissions, startsBefore, lastsAfter) = ("", "", "", "") }
    }

    /// A contract that the marketplace offers to its publishers.
    public struct StandardContract: Sendable, Equatable {
        /// Where customers read it, `https:`. A new version of the contract needs a new address: an offer that is live keeps
        /// the one with which it went live.
        public var url: String

        public init() { url = "" }
    }

    /// A rule about one place of the document.
    public struct Field: Sendable, Equatable {
        public var at: PointerPattern
        public var kind: Kind
        public var required: Bool?
        /// Applies only to these offer types; nil: to all.
        public var `for`: [OfferType]?
        /// Applies only if another place has this text (`true` for a boolean).
        public var when: When?
        /// Characters of a text as people see them, elements of a list, or the value of a number.
        public var least: Int?
        public var most: Int?
        /// For a text: whether it may have several lines.
        public var lines: Bool?
        /// The words that a `choice` allows, or a `refused` field forbids; for an `integer`, the only numbers.
        public var of: [String]?
        /// Members whose combined values must be unique in a list; empty: the elements themselves.
        public var unique: [String]?
        /// For a `picture`: width×height in pixels.
        public var pixels: String?
        /// The code of the problem if the limit or form is violated; by default the kind's own.
        public var code: String?

        public init() { (at, kind) = (PointerPattern(), .object) }
    }

    public struct When: Sendable, Equatable {
        public var at: PointerPattern
        public var `is`: String

        public init() { (at, `is`) = (PointerPattern(), "") }
    }

    /// What is at a place.
    public enum Kind: String, Sendable, CaseIterable, JSONValue {
        case object, list, boolean, integer, decimal
        case text, html, choice, refused, keyword
        case identifier, planIdentifier = "plan-identifier", email, phone, guid, country, currency, version, tag,
            digest, repository
        /// An e-mail address, also with a name before it: `Ada Lovelace <ada@example.com>`.
        case mailbox
        /// `http:` or `https:`; `https:` alone.
        case link, secureLink = "secure-link"
        /// Pictures are PNG: `https:`, `data:`, or `file:` if settings allow it.
        case picture
        /// A disk's VHD with its signature, or any other file of an image.
        case disk, asset
    }
}

extension Policy {
    /// Why a policy cannot be used, for its author.
    public struct Invalid: Error, Equatable, CustomStringConvertible {
        public var description: String
    }

    /// Reads and checks a policy.
    public init(json: [UInt8], file: String) throws {
        do throws(JSONError) { self = try Policy(json: json) } catch {
            throw Invalid(description: "policy \(error.text(in: json, of: file)). See schemas/policy.schema.json")
        }
        if let fault { throw Invalid(description: "policy \(file): \(fault)") }
    }

    /// The policy that the setting `policy` names.
    public init(_ settings: Settings) throws {
        let file = try settings.required("policy", "the file of rules for offers, e.g. deploy/policy/policy.json")
        guard let json = FileManager.default.contents(atPath: file) else {
            throw Settings.Wrong("--policy \(file): the file cannot be read")
        }
        try self.init(json: [UInt8](json), file: file)
    }

    private var fault: String? {
        guard !fields.isEmpty, !technicalKeys.isEmpty else { return "fields and technicalKeys must not be empty" }
        let spans = [signature.startsBefore, signature.lastsAfter, signature.grace].compactMap(\.self)
        for span in spans where Duration(iso8601: span) == nil {
            return "signature: \"\(span)\" is not an ISO 8601 duration such as P21D"
        }
        if let url = standardContract?.url, url.wholeMatch(of: /https:\/\/[!-~]{1,2000}/) == nil {
            return "standardContract: \"\(url.oneLine(80))\" is not an https: address"
        }
        if let fault = certification?.fault ?? mail?.fault ?? quotas.fault { return fault }
        if let element = htmlElements.first(where: { !Self.showableElements.contains($0) }) {
            return "htmlElements: \"\(element)\" cannot be shown; use some of "
                + Self.showableElements.sorted().joined(separator: ", ")
        }
        return fields.lazy.compactMap { field in field.fault.map { "the field \(field.at): \($0)" } }.first
    }
}

extension Policy.Field {
    /// The bytes that a text may take in UTF-8: four for each character. Any single code point fits; a character with
    /// many marks does not.
    public var mostBytes: Int? { kind == .text || kind == .html ? most.map { 4 * $0 } : nil }

    fileprivate var fault: String? {
        switch kind {
        // Publishers' input is hostile: everything has a bound.
        case .text, .html, .list, .integer, .decimal: if most == nil { return "\(kind.rawValue) needs \"most\"" }
        case .picture: if pixels == nil { return "picture needs \"pixels\"" }
        case .choice, .refused: if (of ?? []).isEmpty { return "\(kind.rawValue) needs the words in \"of\"" }
        default: break
        }
        if kind == .html, let most, most > Policy.longestMarkup { return "html has at most \(Policy.longestMarkup)" }
        if kind == .list, let most, most > Policy.longestList { return "a list has at most \(Policy.longestList)" }
        if let least, let most, least > most { return "least \(least) is more than most \(most)" }
        if kind == .refused || most != nil || of != nil, code == nil { return "a limit needs the \"code\" it raises" }
        return nil
    }
}

// The members of the file.

extension Policy: JSONRecord {
    public init() {
        (name, fields, htmlElements, signature, technicalKeys) = ("", [], [], Signature(), [])
    }

    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("name", &name)
        try v.member("fields", &fields)
        try v.member("htmlElements", &htmlElements)
        try v.member("signature", &signature)
        try v.member("standardContract", &standardContract)
        try v.member("technicalKeys", &technicalKeys)
        try v.member("certification", &certification)
        try v.member("mail", &mail)
        try v.member("quotas", &quotas)
    }
}

extension Policy.Signature: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("resource", &resource)
        try v.member("permissions", &permissions)
        try v.member("startsBefore", &startsBefore)
        try v.member("lastsAfter", &lastsAfter)
        try v.member("grace", &grace)
    }
}

extension Policy.StandardContract: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("url", &url)
    }
}

extension Policy.Field: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("at", &at)
        try v.member("kind", &kind)
        try v.member("required", &required)
        try v.member("for", &`for`)
        try v.member("when", &when)
        try v.member("least", &least)
        try v.member("most", &most)
        try v.member("lines", &lines)
        try v.member("of", &of)
        try v.member("unique", &unique)
        try v.member("pixels", &pixels)
        try v.member("code", &code)
    }
}

extension Policy.When: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("at", &at)
        try v.member("is", &`is`)
    }
}
