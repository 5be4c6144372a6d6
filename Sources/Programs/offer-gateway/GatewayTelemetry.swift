// How the gateway is, told outwards: to whoever scrapes and to the service manager. Its loop is the thread that follows the
// topics.

import Base
import Gateway
import Runtime
import Synchronization
import Telemetry

/// Any thread.
final class GatewayTelemetry: Sendable {
    private let health = Health()
    private let manager: ServiceManager
    /// Kept for its life: it serves until the process ends.
    private let server: TelemetryServer?
    private let wasReady = Mutex(false)

    /// Without an address nothing is served.
    init(_ gateway: Gateway, _ address: String?, _ manager: ServiceManager, _ logger: Logger) throws {
        self.manager = manager
        server = try address.map { [health] address in
            try TelemetryServer(address: address, health: health) { gateway.openMetrics($0, version: programVersion) }
        }
        if let server { logger.log(.metricsServed, ["address": .text(server.address)]) }
    }

    func turned(isReady: Bool) {
        health.beat()
        manager.isAlive()
        guard isReady else { return }
        let isFirst = wasReady.withLock { was in
            defer { was = true }
            return !was
        }
        guard isFirst else { return }
        health.becameReady()
        manager.isReady()
    }

    func stopping() {
        health.isStopping()
        manager.isStopping()
    }
}
