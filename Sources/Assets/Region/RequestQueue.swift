// Requests to a container, several at once. A request is sent again if the service was too busy or the connection
// broke.
import FoundationEssentials

/// Only one thread may use it. Nothing of it outlives the call that made it.
final class RequestQueue {
    private final class Job {
        let request: Transfer.Request
        let name: String
        let query: String
        let done: (Data) throws -> Void
        var tries = 0
        var notBefore = ContinuousClock.now
        var body = Data()
        var transfer: Transfer?
        var refusal: RefusalPage?

        init(_ request: Transfer.Request, _ name: String, _ query: String, _ done: @escaping (Data) throws -> Void) {
            (self.request, self.name, self.query, self.done) = (request, name, query, done)
        }
    }

    private static let longestPause = Duration.seconds(60)

    private let container: BlobContainer
    private let check: () throws -> Void
    private let group: TransferGroup
    private var running: [Job] = []
    private var waiting: [Job] = []

    init(_ container: BlobContainer, check: @escaping () throws -> Void) throws {
        (self.container, self.check) = (container, check)
        group = try TransferGroup()
    }

    /// Sends a request as soon as a connection is free, then returns. Throws `AssetError`, also from an earlier
    /// request.
    /// - Parameter done: called in this thread with the answer's body, in the order of the answers.
    func send(
        _ request: Transfer.Request, _ name: String, _ query: String = "",
        done: @escaping (Data) throws -> Void = { _ in }
    ) throws {
        while running.count + waiting.count >= container.policy.connections { try advance() }
        try begin(Job(request, name, query, done))
    }

    /// Waits until everything is answered.
    func finish() throws { while !running.isEmpty || !waiting.isEmpty { try advance() } }

    private func begin(_ job: Job) throws {
        job.body = Data()
        do {
            let (transfer, refusal) = try container.transfer(job.request, job.name, job.query, check: check) {
                [unowned job] in
                job.body.append(contentsOf: $0)
                return true
            }
            (job.transfer, job.refusal) = (transfer, refusal)
            try group.add(transfer)
        } catch { throw container.ours(error) }
        running.append(job)
    }

    /// Transfers bytes, and handles the answers that have arrived.
    func advance() throws {
        try check()
        for job in waiting where job.notBefore <= .now {
            waiting.removeAll { $0 === job }
            try begin(job)
        }
        for (transfer, result) in try group.advance(atMost: waiting.isEmpty ? 1000 : 50) {
            guard let index = running.firstIndex(where: { $0.transfer === transfer }) else { continue }
            try end(running.remove(at: index), result)
        }
    }

    /// A part with a checksum counts only if the service answers with the same checksum.
    private func demandChecksum(_ job: Job) throws {
        let headers = job.request.headers
        guard container.verification == .checksums,
            let sent = headers["Content-MD5"] ?? headers["x-ms-source-content-md5"]
        else { return }
        guard job.transfer?.header("Content-MD5") == sent else {
            throw AssetError.storeRefused(
                store: container.shown, status: job.transfer?.status ?? 0,
                reason: "no checksum for a part of \(job.name); set --verify read for services without them")
        }
    }

    private func end(_ job: Job, _ result: Result<Transfer.Answer, any Error>) throws {
        let retryAfter = job.transfer?.header("Retry-After").flatMap { Int($0) }
        do {
            let status = try result.get().status
            try container.judge(status, job.refusal ?? RefusalPage(), job.name)
            guard status != 404 else {
                throw AssetError.storeRefused(store: container.shown, status: status, reason: "for \(job.name)")
            }
            try demandChecksum(job)
            job.transfer = nil
            try job.done(job.body)
        } catch {
            let error = container.ours(error)
            switch error as? AssetError {
            case .unreachable, .unavailable: break
            default: throw error
            }
            job.tries += 1
            guard job.tries < container.policy.tries else { throw error }
            let pause = retryAfter.map { Duration.seconds($0) } ?? container.policy.pause * (1 << (job.tries - 1))
            job.notBefore = .now + min(pause, Self.longestPause)
            waiting.append(job)
        }
    }
}
