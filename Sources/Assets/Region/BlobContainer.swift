// The requests to one container of a blob service. Source: Azure Storage's Blob service REST API, version 2019-12-12
// (Put Blob, Put Block, Put Block List, Get Block List, Get Blob, Get Blob Properties), authorized by a shared access
// signature. The signature goes into requests and nowhere else: no error, log or dump of these values shows it.
import FoundationEssentials
import Glibc

struct BlobContainer: Sendable {
    /// `https://host/container`, without a slash at its end and without the signature: what people may see.
    let shown: String
    private let signature: String
    private let policy: FetchPolicy

    /// Throws `AssetError.setting` for what is no address of a container with a signature.
    init(_ store: String, of region: String, caFile: String?) throws {
        let parts = store.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        shown = String(parts[0]).hasSuffix("/") ? String(parts[0].dropLast()) : String(parts[0])
        signature = parts.count == 2 ? String(parts[1]) : ""
        var policy = FetchPolicy()
        // The operator names the stores, and may keep them in a network of their own.
        policy.allowedNetworks = [try AllowedNetwork("0.0.0.0/0"), try AllowedNetwork("::/0")]
        policy.extraCAFile = caFile
        policy.maxRedirects = 0
        self.policy = policy
        let query = SASQuery(signature)
        guard let url = URL(string: shown), url.host() != nil, url.path().count > 1, url.fragment() == nil,
            url.user() == nil, query["sig"]?.isEmpty == false
        else {
            throw AssetError.setting(
                // Behind a name and password, which belong into no message either.
                name: "region \(region)", value: shown.split(separator: "@").last.map(String.init) ?? "",
                reason: "a blob store is https://, host, container, \"?\" and a shared access signature with sig=")
        }
    }

    /// `nil` if there is no such blob.
    func length(of name: String, check: () throws -> Void) throws -> Int64? {
        let answer = try ask(Transfer.Request(method: .head), name, check: check) { _ in true }
        return answer.status == 404 ? nil : answer.length
    }

    /// All bytes of a small blob; `nil` if there is none or it is longer.
    func read(_ name: String, limit: Int, check: () throws -> Void) throws -> Data? {
        var bytes = Data()
        let answer = try collect(&bytes, limit: limit + 1, .init(method: .get), name, check: check)
        return answer.status == 404 || bytes.count > limit ? nil : bytes
    }

    /// The bytes of a blob, as they come. Throws `AssetError` if they end before its length.
    func read(
        _ name: String, check: () throws -> Void, into sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let answer = try ask(.init(method: .get), name, check: check) { bytes in
            try sink(bytes)
            return true
        }
        guard answer.status != 404 else {
            throw AssetError.storeRefused(store: shown, status: 404, reason: "the blob \(name) is gone")
        }
    }

    /// Put Blob: whole and visible, or not there. The service checks the MD5 digest before it answers.
    func put(_ name: String, _ bytes: Data, check: () throws -> Void) throws {
        let headers = [
            "x-ms-blob-type": "BlockBlob", "Content-MD5": try MD5.base64(bytes),
            "Content-Type": "application/octet-stream",
        ]
        try send(Transfer.Request(method: .put, headers: headers, body: bytes), name, check: check)
    }

    /// Put Block: kept by the service, invisible until a list names it, for a week.
    func putBlock(_ name: String, id: String, _ bytes: Data, check: () throws -> Void) throws {
        let headers = ["Content-MD5": try MD5.base64(bytes), "Content-Type": "application/octet-stream"]
        let query = "comp=block&blockid=\(id.percentEncoded())"
        try send(Transfer.Request(method: .put, headers: headers, body: bytes), name, query, check: check)
    }

    /// Put Block List: the blob becomes these blocks, at once.
    func commit(_ name: String, blocks ids: [String], check: () throws -> Void) throws {
        let list = ids.map { "<Latest>\($0)</Latest>" }.joined()
        let body = Data("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>\(list)</BlockList>".utf8)
        let headers = ["Content-MD5": try MD5.base64(body), "Content-Type": "application/xml"]
        try send(Transfer.Request(method: .put, headers: headers, body: body), name, "comp=blocklist", check: check)
    }

    /// Get Block List: ids of the blocks that an earlier try left behind.
    func waitingBlocks(_ name: String, check: () throws -> Void) throws -> Set<String> {
        var bytes = Data()
        let query = "comp=blocklist&blocklisttype=uncommitted"
        // 50,000 blocks, the service's most, of about 100 bytes each.
        let answer = try collect(&bytes, limit: 16 << 20, .init(method: .get), name, query, check: check)
        guard answer.status == 200 else { return [] }
        return Self.blocks(listed: bytes)
    }

    /// The ids in the service's list of blocks; what is none of an id's form is passed over.
    static func blocks(listed page: Data) -> Set<String> {
        let text = String(decoding: page, as: UTF8.self)
        return Set(text.matches(of: /<Name>([A-Za-z0-9+\/=]{1,100})<\/Name>/).map { String($0.output.1) })
    }

    private func send(
        _ request: Transfer.Request, _ name: String, _ query: String = "", check: () throws -> Void
    ) throws {
        let answer = try ask(request, name, query, check: check) { _ in true }
        guard (200..<300).contains(answer.status) else {
            throw AssetError.storeRefused(store: shown, status: answer.status, reason: "for \(name)")
        }
    }

    private func collect(
        _ bytes: inout Data, limit: Int, _ request: Transfer.Request, _ name: String, _ query: String = "",
        check: () throws -> Void
    ) throws -> Transfer.Answer {
        try withUnsafeMutablePointer(to: &bytes) { bytes in
            try ask(request, name, query, check: check) { more in
                bytes.pointee.append(contentsOf: more.prefix(limit - bytes.pointee.count))
                return bytes.pointee.count < limit
            }
        }
    }

    /// The chokepoint: every request is signed, sent and judged here. Answers 200 to 299, and 404.
    private func ask(
        _ request: Transfer.Request, _ name: String, _ query: String = "", check: () throws -> Void,
        sink: @escaping (UnsafeRawBufferPointer) throws -> Bool
    ) throws -> Transfer.Answer {
        let url = "\(shown)/\(name)?" + (query.isEmpty ? "" : query + "&") + signature
        var request = request
        request.headers["x-ms-version"] = "2019-12-12"
        let refusal = RefusalPage()
        do {
            let answer = try withoutActuallyEscaping(check) { check in
                let transfer = try Transfer(WebAddress(url, policy: policy), policy: policy, check: check) { bytes in
                    try sink(bytes)
                }
                transfer.refused = { refusal.take($0) }
                try transfer.send(request)
                return try transfer.perform()
            }
            switch answer.status {
            case 200..<300, 404: return answer
            case 408, 429, 500...: throw AssetError.unavailable(host: shown, status: answer.status)
            default:
                throw AssetError.storeRefused(
                    store: shown, status: answer.status, reason: refusal.code ?? "for \(name)")
            }
        } catch let problem as AssetProblem {
            // The guard's findings are for publishers, whose address this is not.
            throw AssetError.unreachable(host: shown, reason: problem.description)
        }
    }
}

extension BlobContainer: CustomStringConvertible, CustomReflectable {
    var description: String { shown }
    var customMirror: Mirror { Mirror(self, children: ["shown": shown]) }
}

/// The service's own word for a refusal, `<Code>AuthenticationFailed</Code>`, taken from the beginning of its page.
final class RefusalPage {
    private var page = Data()

    func take(_ bytes: UnsafeRawBufferPointer) {
        page.append(contentsOf: bytes.prefix(max(0, 4_096 - page.count)))
    }

    var code: String? {
        String(decoding: page, as: UTF8.self).firstMatch(of: /<Code>([A-Za-z]{1,64})<\/Code>/).map {
            String($0.output.1)
        }
    }
}
