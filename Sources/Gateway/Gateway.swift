// What every request passes: who asks, how often, and which half of the gateway answers. The half for programs is API, the
// half for people is Pages.

import Base
import BrokerClient
import HTTP
import Offers
import Stages
import Telemetry

/// The gateway without its socket.
public struct Gateway: Sendable {
    /// What it was told at its start.
    public struct Options: Sendable {
        /// Requests of one client a second, and how many at once.
        public var rate = 20
        public var burst = 60
        /// How long a command's answer is waited for.
        public var answerMilliseconds = 10_000
        /// Whether the pages are reached by https, so that cookies are marked Secure.
        public var isBehindTLS = false
        public var fileRoots: [String] = []
        /// The folder of packages, from which the marketplace has pages and pictures.
        public var packages = ""

        public init() {}
    }

    private let tokens: Tokens
    private let model: ReadModel
    private let world: World
    private let rate: RateLimit
    private let strangers: RateLimit
    private let api: API
    private let pages: Pages
    private let marketplace: Marketplace
    private let visitors: RateLimit
    private let traffic = Traffic()

    /// `note` hears of each command that was sent, for the log.
    public init(
        tokens: Tokens, model: ReadModel, broker: BrokerClient, policy: Policy, options: Options = Options(),
        world: World = .real,
        note: @escaping @Sendable (String, [String: String]) -> Void = { _, _ in }
    ) {
        self.tokens = tokens
        self.model = model
        self.world = world
        rate = RateLimit(perSecond: options.rate, burst: options.burst)
        // Those without a token: by address, fewer.
        strangers = RateLimit(perSecond: max(1, options.rate / 4), burst: options.burst)
        let desk = CommandDesk(
            model: model, broker: broker, world: world,
            rules: CommandDesk.Rules(policy: policy, fileRoots: options.fileRoots),
            patienceMilliseconds: options.answerMilliseconds, note: note)
        // A product page is rendered once and loads a picture for each screenshot.
        visitors = RateLimit(perSecond: options.rate * 10, burst: options.burst * 10)
        let store = PackageStore(folder: options.packages)
        marketplace = Marketplace(model: model, store: store)
        api = API(model: model, desk: desk)
        pages = Pages(
            model: model, desk: desk, sessions: Sessions(world: world), tokens: tokens,
            isBehindTLS: options.isBehindTLS, store: store)
    }

    /// Answers a request. Never throws: what can go wrong is an answer as well.
    public func handle(_ request: HTTPRequest) -> HTTPResponse {
        let began = world.now()
        var response = answer(request)
        traffic.count(request, response, milliseconds: (world.now() - began).milliseconds)
        response.headers += Self.safety.filter { response[$0.0] == nil }
        if response["Cache-Control"] == nil { response.headers.append(("Cache-Control", "no-store")) }
        if response["Content-Security-Policy"] == nil {
            response.headers.append(("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"))
        }
        return response
    }

    /// Answers what the server turned away before it was a request.
    public static let refuse: @Sendable (HTTPServer.Refusal) -> HTTPResponse = { refusal in
        switch refusal {
        case .bodyTooLarge(let most): APIError.tooLarge(most).response
        case .badTarget: APIError.badTarget.response
        }
    }

    /// The gateway's numbers as OpenMetrics 1.0.
    public func openMetrics(_ health: Health.State, version: String) -> String {
        traffic.openMetrics(health, version: version, offers: model.count, streams: pages.streams.count)
    }

    private static let safety = [
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ]

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        switch request.path.first {
        case "healthz": .text(200, "ok\n")
        case "readyz": model.isReady ? .text(200, "ready\n") : .text(503, "reading the topics\n")
        case "api": programs(request)
        case "marketplace", "pictures": visitor(request)
        default: people(request)
        }
    }

    private func programs(_ request: HTTPRequest) -> HTTPResponse {
        do {
            let (principal, client) = try bearer(request)
            if let wait = rate.take(client, at: world.now()) { throw APIError.tooManyRequests(seconds: wait) }
            guard model.isReady else { throw APIError.pipelineUnreachable("its topics are still being read.") }
            return try api.answer(request, for: principal)
        } catch let error as APIError {
            return error.response
        } catch {
            return APIError.pipelineUnreachable("\(error)").response
        }
    }

    /// Who asks. Guesses are counted by address, so that they stay few.
    private func bearer(_ request: HTTPRequest) throws -> (Principal, client: String) {
        let words = (request["authorization"] ?? "").split(separator: " ", maxSplits: 1)
        if words.count == 2, words[0].lowercased() == "bearer", let principal = tokens.principal(of: String(words[1])) {
            return (principal, client: "token \(String(words[1]).hashValue)")
        }
        if let wait = strangers.take("peer \(request.peer)", at: world.now()) {
            throw APIError.tooManyRequests(seconds: wait)
        }
        throw APIError.noToken
    }

    private func visitor(_ request: HTTPRequest) -> HTTPResponse {
        if let wait = visitors.take("visitor \(request.peer)", at: world.now()) {
            return APIError.tooManyRequests(seconds: wait).response
        }
        return marketplace.answer(request)
    }

    private func people(_ request: HTTPRequest) -> HTTPResponse {
        // Behind a proxy all people have one address: who has signed in, is counted as such.
        let session = pages.sessions[request.cookie("session")]
        let limit = session == nil && request.method == "POST" ? strangers : rate
        if let wait = limit.take(session.map { "session \($0.id)" } ?? "pages \(request.peer)", at: world.now()) {
            return APIError.tooManyRequests(seconds: wait).response
        }
        return pages.answer(request)
    }
}
