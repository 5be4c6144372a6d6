// The requests to a container of a blob service: signed, sent and checked. Source: Azure Storage's Blob service REST
// API, version 2019-12-12, authorized by a shared access signature. Only requests contain the signature: no error, log
// or dump of these values shows it.
import FoundationEssentials
import Glibc

struct BlobContainer: Sendable {
    /// `https://host/container`, without a trailing slash and without the signature: safe to show.
    let shown: String
    private let signature: String
    let policy: FetchPolicy
    let verification: Verification

    /// Throws `AssetError.setting` if the text is not the address of a container with a signature.
    init(
        _ store: String, of region: String, caFile: String?, connections: Int = 8, pause: Duration = .seconds(1),
        verification: Verification = .read
    ) throws {
        self.verification = verification
        let parts = store.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        shown = String(parts[0]).hasSuffix("/") ? String(parts[0].dropLast()) : String(parts[0])
        signature = parts.count == 2 ? String(parts[1]) : ""
        var policy = FetchPolicy()
        // The operator names the stores, which may be in a private network.
        policy.allowedNetworks = [try AllowedNetwork("0.0.0.0/0"), try AllowedNetwork("::/0")]
        policy.extraCAFile = caFile
        policy.maxRedirects = 0
        (policy.connections, policy.pause) = (connections, pause)
        self.policy = policy
        let query = SASQuery(signature)
        guard let url = URL(string: shown), url.host() != nil, url.path().count > 1, url.fragment() == nil,
            url.user() == nil, query["sig"]?.isEmpty == false
        else {
            throw AssetError.setting(
                // After a name and password, which must not appear in a message either.
                name: "region \(region)", value: shown.split(separator: "@").last.map(String.init) ?? "",
                reason: "a blob store is https://, host, container, \"?\" and a shared access signature with sig=")
        }
    }

    /// The address of a blob, with the signature.
    func url(_ name: String, _ query: String = "") -> String {
        shown + (name.isEmpty ? "" : "/\(name)") + "?" + (query.isEmpty ? "" : query + "&") + signature
    }

    /// A request; `sink` gets the body of an answer from 200 to 299.
    func transfer(
        _ request: Transfer.Request, _ name: String, _ query: String = "", check: @escaping () throws -> Void,
        sink: @escaping (UnsafeRawBufferPointer) throws -> Bool = { _ in true }
    ) throws -> (transfer: Transfer, refusal: RefusalPage) {
        var request = request
        request.headers["x-ms-version"] = "2019-12-12"
        let refusal = RefusalPage()
        let transfer = try Transfer(
            WebAddress(url(name, query), policy: policy), policy: policy, check: check, sink: sink)
        transfer.refused = { refusal.take($0) }
        try transfer.send(request)
        return (transfer, refusal)
    }

    /// Accepts 200 to 299, and 404. Throws `AssetError`.
    func judge(_ status: Int, _ refusal: RefusalPage, _ name: String) throws {
        switch status {
        case 200..<300, 404: return
        case 408, 429, 500...: throw AssetError.unavailable(host: shown, status: status)
        case 412 where refusal.code == "LeaseIdMissing": throw AssetError.leased(store: shown, blob: name)
        default: throw AssetError.storeRefused(store: shown, status: status, reason: refusal.code ?? "for \(name)")
        }
    }

    /// The guard's findings are for publishers, but this address is not theirs.
    func ours(_ error: any Error) -> any Error {
        guard let problem = error as? AssetProblem else { return error }
        return AssetError.unreachable(host: shown, reason: problem.description)
    }

    /// Sends and waits. Accepts 200 to 299, and 404; `look` sees the headers.
    @discardableResult
    func ask(
        _ request: Transfer.Request, _ name: String, _ query: String = "", check: () throws -> Void,
        look: (Transfer) -> Void = { _ in }, sink: @escaping (UnsafeRawBufferPointer) throws -> Bool = { _ in true }
    ) throws -> Transfer.Answer {
        do {
            return try withoutActuallyEscaping(check) { check in
                let (transfer, refusal) = try transfer(request, name, query, check: check, sink: sink)
                let answer = try transfer.perform()
                try judge(answer.status, refusal, name)
                look(transfer)
                return answer
            }
        } catch { throw ours(error) }
    }

    /// Like `ask`, but refuses 404, too.
    func send(
        _ request: Transfer.Request, _ name: String, _ query: String = "", check: () throws -> Void
    ) throws {
        let answer = try ask(request, name, query, check: check)
        guard (200..<300).contains(answer.status) else {
            throw AssetError.storeRefused(store: shown, status: answer.status, reason: "for \(name)")
        }
    }

    /// The beginning of an answer's body, up to `limit` bytes.
    func collect(
        limit: Int, _ request: Transfer.Request, _ name: String, _ query: String = "", check: () throws -> Void
    ) throws -> (status: Int, bytes: Data) {
        var bytes = Data()
        let answer = try withUnsafeMutablePointer(to: &bytes) { bytes in
            try ask(
                request, name, query, check: check,
                sink: { more in
                    bytes.pointee.append(contentsOf: more.prefix(limit - bytes.pointee.count))
                    return bytes.pointee.count < limit
                })
        }
        return (answer.status, bytes)
    }
}

extension BlobContainer: Hashable {
    func hash(into hasher: inout Hasher) { hasher.combine(shown) }
}

extension BlobContainer: CustomStringConvertible, CustomReflectable {
    var description: String { shown }
    var customMirror: Mirror { Mirror(self, children: ["shown": shown]) }
}

/// The service's own code of a refusal, `<Code>AuthenticationFailed</Code>`, from the beginning of its page.
final class RefusalPage {
    private var page = Data()

    func take(_ bytes: UnsafeRawBufferPointer) {
        page.append(contentsOf: bytes.prefix(max(0, 4_096 - page.count)))
    }

    var code: String? {
        String(decoding: page, as: UTF8.self).firstMatch(of: /<Code>([A-Za-z0-9]{1,64})<\/Code>/).map {
            String($0.output.1)
        }
    }
}
