// The gateway's health for the metrics endpoint and the service manager. Its loop is the thread that follows the topics.

import Base
import Gateway
import Runtime
import Synchronization
import Telemetry

/// Any thread.
final class GatewayTelemetry: Sendable {
    private let health: Health
    private let manager: ServiceManager
    /// Retained for its lifetime: it serves until the process ends.
    private let server: TelemetryServer?
    private let wasReady = Mutex(false)

    /// Without an address it does not serve.
    init(_ gateway: Gateway, _ address: String?, _ manager: ServiceManager, _ logger: Logger) throws {
        self.manager = manager
        health = gateway.health
        server = try address.map { [health] address in
            try TelemetryServer(address: address, health: health) { gateway.openMetrics($0, version: programVersion) }
        }
        if let server { logger.log(.metricsServed, ["address": .text(server.address)]) }
    }

    /// How long brokers may be silent before the gateway counts as not ready. Its own `/readyz`, for proxies, does not
    /// depend on it: pages and reads need no broker.
    private static let patience = Duration.seconds(60)

    /// `silence`: how long no broker has answered. Returns whether it has just become ready.
    func turned(isReady: Bool, silence: Duration) -> Bool {
        health.beat()
        manager.isAlive()
        health.isStalled(
            silence < Self.patience ? nil : "no broker has answered for \(silence.components.seconds) s")
        guard isReady else { return false }
        let isFirst = wasReady.withLock { was in
            defer { was = true }
            return !was
        }
        guard isFirst else { return false }
        health.becameReady()
        manager.isReady()
        return true
    }

    func stopping() {
        health.isStopping()
        manager.isStopping()
    }
}
