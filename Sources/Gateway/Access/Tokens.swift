// Who may do what: bearer tokens, of which only the SHA-256 is kept. A token is long and random, so that a fast hash is
// enough; it is looked up by its hash, so that no comparison leaks how much of a guess was right.

import Assets
import Base
import Foundation
import Offers

/// Who a token speaks for.
public struct Principal: Sendable, Hashable {
    public enum Scope: Sendable, Hashable {
        case publisher(String)
        /// Sees and touches the offers of all publishers, and the pipeline itself.
        case operators
    }

    public var scope: Scope
    /// The name that history and audit have.
    public var name: String

    public init(_ scope: Scope, name: String? = nil) {
        self.scope = scope
        switch scope {
        case .publisher(let publisher): self.name = name ?? publisher
        case .operators: self.name = name ?? "operator"
        }
    }

    /// What its quotas are counted by: the publisher, whichever token it shows, or one operator.
    public var account: String {
        switch scope {
        case .publisher(let publisher): publisher
        case .operators: "* \(name)"
        }
    }

    public var isOperator: Bool { scope == .operators }
    var actor: Actor { Actor(isOperator ? .operator : .publisher, name: name) }

    /// Whether offers of this publisher are within reach.
    public func mayTouch(_ publisher: String) -> Bool {
        switch scope {
        case .publisher(let own): own == publisher
        case .operators: true
        }
    }
}

/// The tokens that a gateway knows.
public struct Tokens: Sendable {
    private static let longestName = 60
    private let principals: [Digest: Principal]

    /// Reads a file of lines `publisher sha256:HEX name`; `*` as the publisher is an operator's token. The name is that of
    /// the person or program who has it, and may be left out. Blank lines and `#` are passed over. Throws `Settings.Wrong`.
    public init(text: String, file: String) throws {
        var principals: [Digest: Principal] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(maxSplits: 2, whereSeparator: \.isWhitespace)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard words.count >= 2, first == "*" || OfferKey.isIdentifier(first), let digest = Digest(String(words[1]))
            else {
                throw Settings.Wrong(
                    "--tokens \(file):\(index + 1): write PUBLISHER sha256:HEX NAME, as offer-gateway new-token prints it"
                )
            }
            let name = words.count > 2 ? words[2].trimmed.oneLine(Self.longestName) : ""
            principals[digest] = Principal(
                first == "*" ? .operators : .publisher(String(first)), name: name.isEmpty ? nil : name)
        }
        self.principals = principals
    }

    /// The tokens of the file that the setting `tokens` names.
    public init(_ settings: Settings) throws {
        let file = try settings.required(
            "tokens", "the file of publishers' token hashes, see deploy/gateway/tokens.sample")
        guard let data = FileManager.default.contents(atPath: file), data.count <= 1 << 20 else {
            throw Settings.Wrong("--tokens \(file): the file cannot be read, or is larger than 1 MiB")
        }
        try self.init(text: String(decoding: data, as: UTF8.self), file: file)
    }

    /// Whose token this is; nil for one that is unknown.
    func principal(of token: String) -> Principal? {
        guard (16...512).contains(token.utf8.count), let digest = try? Digest.of(Array(token.utf8)) else { return nil }
        return principals[digest]
    }

    /// A new token and the line that the file needs for it.
    public static func make(for publisher: String, name: String = "", world: World) throws -> (
        token: String, line: String
    ) {
        // Two version 4 UUIDs from the system's generator: 244 random bits.
        let token = (world.newID() + world.newID()).replacing("-", with: "")
        return (token, "\(publisher) \(try hash(of: token))\(name.isEmpty ? "" : " \(name)")")
    }

    /// What the file holds of a token.
    static func hash(of token: String) throws -> Digest { try Digest.of(Array(token.utf8)) }
}
