// The read-only HTTP server of a process: GET and HEAD of /metrics, /healthz and /readyz. It has no TLS and no password:
// bind it where only the scraper and the supervisor reach it.

import Base
import HTTP

/// Serves `/metrics`, `/healthz` and `/readyz` for as long as it is held.
public final class TelemetryServer: Sendable {
    /// `host:port` as bound; for port 0, with the port that the system chose.
    public let address: String
    private let server: HTTPServer

    /// Binds `host:port` (numeric host, IPv6 in brackets). `numbers` gives the OpenMetrics text. Throws
    /// `Settings.Wrong` if the address cannot be bound.
    public init(
        address text: String, health: Health, numbers: @escaping @Sendable (Health.State) -> String
    ) throws {
        func wrong(_ why: String) -> Settings.Wrong {
            Settings.Wrong("--metrics-address \(text): \(why); give HOST:PORT with a numeric host, as 127.0.0.1:9400")
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw wrong("no port")
        }
        var limits = HTTPServer.Limits()
        limits.body = 0
        limits.connections = 16
        limits.connectionsOfOneAddress = 16
        limits.idleSeconds = 10
        limits.headTime = .seconds(5)
        limits.bodyTime = .seconds(5)
        do {
            server = try HTTPServer(
                address: String(text[..<colon].trimmingPrefix("[").prefix { $0 != "]" }), port: port, limits: limits
            ) { request in
                guard request.method == "GET" else {
                    var refusal = HTTPResponse.text(405, "only GET and HEAD\n")
                    refusal.headers.append(("Allow", "GET, HEAD"))
                    return refusal
                }
                return health.answer(request.path, numbers)
            }
        } catch { throw wrong("\(error)") }
        address = "\(text[..<colon]):\(server.port)"
    }

    /// Of a worker.
    public convenience init(address: String, metrics: Metrics, health: Health) throws {
        try self.init(address: address, health: health) { metrics.openMetrics($0) }
    }
}
