// The gateway's entry for every request: authentication, rates, and the part that answers. API serves programs, Pages
// serves people.

import Base
import BrokerClient
import HTTP
import JSON
import Kafka
import Offers
import Stages
import Telemetry

/// The gateway without its socket.
public struct Gateway: Sendable {
    /// The gateway's settings.
    public struct Options: Sendable {
        /// How long to wait for a command's answer.
        public var answerMilliseconds = 10_000
        /// Whether the pages are reached by https, so that cookies are marked Secure.
        public var isBehindTLS = false
        public var proxies: TrustedProxies?
        public var fileRoots: [String] = []
        /// The folder of packages, for the marketplace's pages and pictures.
        public var packages = ""
        /// How long a session of the pages lasts.
        public var sessionSeconds = Sessions.usualSeconds

        public init() {}
    }

    private let tokens: Tokens
    private let issuer: JWTIssuer?
    private let model: ReadModel
    private let world: World
    private let rate: RateLimit
    private let strangers: RateLimit
    private let api: API
    private let pages: Pages
    private let marketplace: Marketplace
    private let visitors: RateLimit
    private let traffic = Traffic()
    private let proxies: TrustedProxies?
    /// The health of the thread that follows the topics.
    public let health: Health
    private let refused: @Sendable ([String: String]) -> Void

    /// `client` lets people sign in at the issuer. `sent` receives each command that was sent, `refused` each JWT that the API
    /// did not take, and `unsigned` why somebody could not sign in at the issuer, for the log.
    public init(
        tokens: Tokens, issuer: JWTIssuer? = nil, client: OpenIDClient? = nil, model: ReadModel, broker: BrokerClient,
        policy: Policy,
        options: Options = Options(), world: World = .real, health: Health = Health(),
        sent: @escaping @Sendable ([String: String]) -> Void = { _ in },
        refused: @escaping @Sendable ([String: String]) -> Void = { _ in },
        unsigned: @escaping @Sendable ([String: String]) -> Void = { _ in }
    ) {
        self.tokens = tokens
        self.issuer = issuer
        self.refused = refused
        self.model = model
        self.world = world
        self.health = health
        proxies = options.proxies
        let (perSecond, atOnce) = (policy.quotas.requestsPerSecond, policy.quotas.requestsAtOnce)
        rate = RateLimit(perSecond: perSecond, burst: atOnce)
        // Clients without a token: by address, with a lower rate.
        strangers = RateLimit(perSecond: max(1, perSecond / 4), burst: atOnce)
        let desk = CommandDesk(
            model: model, broker: broker, world: world,
            rules: CommandDesk.Rules(policy: policy, fileRoots: options.fileRoots),
            patienceMilliseconds: options.answerMilliseconds, sent: sent)
        // A product page is rendered once and loads a picture for each screenshot.
        visitors = RateLimit(perSecond: perSecond * 10, burst: atOnce * 10)
        let store = PackageStore(folder: options.packages)
        marketplace = Marketplace(model: model, store: store)
        api = API(model: model, desk: desk)
        pages = Pages(
            model: model, desk: desk,
            sessions: Sessions(
                seconds: options.sessionSeconds, table: model.sessions, tokens: tokens,
                issuer: client?.issuer.rules.issuer, world: world
            ) { try desk.send($0) },
            client: client, unsigned: unsigned, isBehindTLS: options.isBehindTLS, store: store)
    }

    /// Answers a request. Never throws: every failure is an answer.
    public func handle(_ request: HTTPRequest) -> HTTPResponse {
        let began = world.now()
        var request = request
        if let proxies { request.peer = proxies.client(of: request) }
        var response = answer(request)
        traffic.count(request, response, milliseconds: (world.now() - began).milliseconds)
        response.headers += Self.safety.filter { response[$0.0] == nil }
        if response["Cache-Control"] == nil { response.headers.append(("Cache-Control", "no-store")) }
        if response["Content-Security-Policy"] == nil {
            response.headers.append(("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"))
        }
        return response
    }

    /// Answers what the server refused before it became a request.
    public static let refuse: @Sendable (HTTPServer.Refusal) -> HTTPResponse = { refusal in
        switch refusal {
        case .bodyTooLarge(let most): APIError.tooLarge(most).response
        case .headTooLarge: APIError.headTooLarge.response
        case .badTarget: APIError.badTarget.response
        case .unsound(let reason): APIError.unsound(reason).response
        case .busy: APIError.busy.response
        }
    }

    /// The limit of a body without a token or session: a sign-in form is smaller.
    public static let strangersBody = 64 << 10

    /// The limits of a request, depending on its sender. Never waits, because one thread calls it for all connections.
    public func admit(_ request: HTTPRequest) -> HTTPServer.Admission {
        let bearer = Result { try principal(of: request, mayWait: false) }
        let isKnown = (try? bearer.get()) != nil || pages.sessions[request.cookie("session")] != nil
        return HTTPServer.Admission(
            body: isKnown ? JSONNode.largest : Self.strangersBody, isKnown: isKnown,
            sender: Self.isFinal(bearer) ? bearer : nil)
    }

    /// Whether waiting for the issuer's keys would change nothing.
    private static func isFinal(_ bearer: Result<Principal, any Error>) -> Bool {
        guard case .failure(let error) = bearer else { return true }
        switch error as? APIError {
        case .invalidToken(.unknownKey), .issuerAway: return false
        default: return true
        }
    }

    /// The gateway's numbers as OpenMetrics 1.0.
    public func openMetrics(_ health: Health.State, version: String) -> String {
        traffic.openMetrics(
            health, version: version, librdkafka: ClientLibrary.version, model, streams: pages.streams.count)
    }

    private static let safety = [
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ]

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        switch request.path.first {
        case "healthz": health.lives ? .text(200, "ok\n") : .text(503, "the gateway has stopped following its topics\n")
        case "readyz": model.isReady ? .text(200, "ready\n") : .text(503, "reading the topics\n")
        case "api": programs(request)
        case "marketplace", "pictures": visitor(request)
        default: people(request)
        }
    }

    private func programs(_ request: HTTPRequest) -> HTTPResponse {
        do {
            let principal = try bearer(request)
            if let wait = take(principal) { throw APIError.tooManyRequests(seconds: wait) }
            guard model.isReady else { throw APIError.pipelineUnreachable("its topics are still being read.") }
            return try api.answer(request, for: principal)
        } catch let error as APIError {
            return error.response
        } catch {
            return APIError.pipelineUnreachable("\(error)").response
        }
    }

    /// Who asks, as the admission found out, or may now wait to find out. Guesses are counted by address, so that they stay few.
    private func bearer(_ request: HTTPRequest) throws -> Principal {
        let admitted = request.sender as? Result<Principal, any Error>
        do { return try admitted?.get() ?? principal(of: request, mayWait: true) } catch {
            if let wait = strangers.take("peer \(request.peer)", at: world.now()) {
                throw APIError.tooManyRequests(seconds: wait)
            }
            if case APIError.invalidToken(let refusal) = error {
                refused(["reason": refusal.message, "peer": request.peer])
            }
            throw error
        }
    }

    /// The holder of a request's token: from the tokens file, or from a JWT of the identity provider.
    private func principal(of request: HTTPRequest, mayWait: Bool) throws -> Principal {
        let words = (request["authorization"] ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { throw APIError.noToken }
        let token = String(words[1])
        if let principal = tokens.principal(of: token) { return principal }
        guard let issuer, JWT.looksLike(token) else { throw APIError.noToken }
        do { return try issuer.principal(of: token, mayWait: mayWait) } catch let refusal as JWTRefusal {
            throw APIError.invalidToken(refusal)
        }
    }

    /// Counts one request of an account, over all its tokens and sessions; nil if it may be served, otherwise the
    /// seconds to wait.
    private func take(_ principal: Principal) -> Int? {
        guard let wait = rate.take("account \(principal.account)", at: world.now()) else { return nil }
        model.refusals.count(.requests, of: principal.account)
        return wait
    }

    private func visitor(_ request: HTTPRequest) -> HTTPResponse {
        if let wait = visitors.take("visitor \(request.peer)", at: world.now()) {
            return APIError.tooManyRequests(seconds: wait).response
        }
        return marketplace.answer(request)
    }

    private func people(_ request: HTTPRequest) -> HTTPResponse {
        // A valid token is not refused because of wrong ones from the same address.
        let principal = pages.sessions[request.cookie("session")]?.principal ?? pages.signingIn(request)
        let wait =
            if let principal {
                take(principal)
            } else {
                (pages.isCostly(request) ? strangers : rate).take("peer \(request.peer)", at: world.now())
            }
        if let wait { return APIError.tooManyRequests(seconds: wait).response }
        return pages.answer(request)
    }
}
