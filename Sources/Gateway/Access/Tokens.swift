// Bearer tokens and their rights. Only the SHA-256 of a token is kept: a token is long and random, so a fast hash is
// enough. It is looked up by its hash, so that no comparison reveals how much of a guess was right.

import Assets
import Base
import Foundation
import Offers
import Synchronization

/// Who a token speaks for.
public struct Principal: Sendable, Hashable {
    public enum Scope: Sendable, Hashable {
        case publisher(String)
        /// May see and change the offers of all publishers, and the pipeline itself.
        case operators
    }

    public var scope: Scope
    /// The name in history and audit.
    public var name: String

    public init(_ scope: Scope, name: String? = nil) {
        self.scope = scope
        switch scope {
        case .publisher(let publisher): self.name = name ?? publisher
        case .operators: self.name = name ?? "operator"
        }
    }

    /// The account for quotas: the publisher, for all its tokens, or one operator.
    public var account: String {
        switch scope {
        case .publisher(let publisher): publisher
        case .operators: "* \(name)"
        }
    }

    public var isOperator: Bool { scope == .operators }
    var actor: Actor { Actor(isOperator ? .operator : .publisher, name: name) }

    /// A name in the form for history and audit.
    static func shown(_ name: String) -> String { name.trimmed.oneLine(60) }

    /// Whether it may access this publisher's offers.
    public func mayTouch(_ publisher: String) -> Bool {
        switch scope {
        case .publisher(let own): own == publisher
        case .operators: true
        }
    }
}

/// The tokens of a gateway. Any thread.
public final class Tokens: Sendable {
    private static let largest = 1 << 20
    /// Between two checks of the file.
    static let pause = Duration.seconds(5)

    private struct State {
        var principals: [Digest: Principal]
        var stamp: Stamp?
        /// When the file was last checked.
        var looked: ContinuousClock.Instant?
    }

    /// Changes when a file is written or replaced.
    private struct Stamp: Equatable {
        var (inode, size, changed): (Int, Int, Date?)
    }

    /// Nil where there are none.
    private let file: String?
    private let state: Mutex<State>

    /// The tokens of a text; see `read`.
    init(text: String, file: String) throws {
        self.file = file
        state = Mutex(State(principals: try Self.read(text, file)))
    }

    /// The tokens of the file that the setting `tokens` names. It may be missing where people and programs show who they are
    /// to an identity provider.
    public init(_ settings: Settings) throws {
        let file = settings["tokens"]
        self.file = file
        guard let file else {
            guard settings["jwt-issuer"] != nil else {
                throw Settings.Wrong(
                    "--tokens is missing: the file of publishers' token hashes, see deploy/gateway/tokens.sample; or "
                        + "--jwt-issuer, an identity provider")
            }
            state = Mutex(State(principals: [:]))
            return
        }
        let stamp = Self.stamp(file)
        state = Mutex(State(principals: try Self.read(Self.text(file), file), stamp: stamp))
    }

    /// Reads the file again if it has changed, and says whether it did. May be called often: checks the file at most
    /// once in `pause`. Throws `Settings.Wrong`, once for each change, if it cannot be used; the previous tokens stay.
    public func refresh(at now: ContinuousClock.Instant = .now) throws -> Bool {
        let isDue = state.withLock { state in
            if let looked = state.looked, now - looked < Self.pause { return false }
            state.looked = now
            return true
        }
        guard isDue, let file else { return false }
        let stamp = Self.stamp(file)
        let isChanged = state.withLock { state in
            defer { state.stamp = stamp }
            return state.stamp != stamp
        }
        guard isChanged else { return false }
        let principals = try Self.read(Self.text(file), file)
        state.withLock { $0.principals = principals }
        return true
    }

    /// Whether anybody can have a token.
    var areUsed: Bool { file != nil }

    /// How many there are.
    public var count: Int { state.withLock { $0.principals.count } }

    /// The holder of the token with this hash; nil if unknown.
    subscript(token: Digest) -> Principal? { state.withLock { $0.principals[token] } }

    /// The holder of this token; nil if unknown.
    func principal(of token: String) -> Principal? { holder(of: token)?.principal }

    /// Who has shown this token; nil if it is unknown.
    func holder(of token: String) -> Holder? {
        guard (16...512).contains(token.utf8.count), let hash = try? Self.hash(of: token) else { return nil }
        return self[hash].map { Holder(principal: $0, proof: .token(hash)) }
    }

    /// Reads lines `publisher sha256:HEX name`; `*` as the publisher makes an operator's token. The name is the
    /// holder's, a person or program, and is optional. Skips blank lines and `#`. Throws `Settings.Wrong`.
    private static func read(_ text: String, _ file: String) throws -> [Digest: Principal] {
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
            let name = words.count > 2 ? Principal.shown(String(words[2])) : ""
            principals[digest] = Principal(
                first == "*" ? .operators : .publisher(String(first)), name: name.isEmpty ? nil : name)
        }
        return principals
    }

    private static func text(_ file: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: file), data.count <= largest else {
            throw Settings.Wrong("--tokens \(file): the file cannot be read, or is larger than 1 MiB")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Of the file itself, if the path is a link.
    private static func stamp(_ file: String) -> Stamp? {
        let path = URL(filePath: file).resolvingSymlinksInPath().path
        guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        return Stamp(
            inode: found[.systemFileNumber] as? Int ?? 0, size: found[.size] as? Int ?? 0,
            changed: found[.modificationDate] as? Date)
    }

    /// A new token, and its line for the file.
    public static func make(for publisher: String, name: String = "", world: World) throws -> (
        token: String, line: String
    ) {
        let token = world.newSecret()
        return (token, "\(publisher) \(try hash(of: token))\(name.isEmpty ? "" : " \(name)")")
    }

    /// The hash of a token in the file.
    static func hash(of token: String) throws -> Digest { try Digest.of(Array(token.utf8)) }
}
