// One HTTP request by libcurl: made, guarded, performed, released. Every address to which a socket is opened passes
// through `open` below, whatever name, redirect or notation led there, so the checked address is the one that is used.
import CLibcurl
import FoundationEssentials
import Glibc

/// For one thread and one request: performed alone, or in a `TransferGroup` with others.
final class Transfer {
    struct Answer {
        let status: Int
        let redirect: String?
        /// As the answer announced it; for a HEAD, the length for a GET.
        let length: Int64?
    }

    /// The parts of a request besides its address.
    struct Request {
        enum Method: String { case get = "GET", head = "HEAD", put = "PUT", post = "POST", delete = "DELETE" }

        var method: Method
        /// Our own names and values, without line breaks.
        var headers: [String: String] = [:]
        var body: Data?
    }

    /// How many bytes of an error or redirect page are read and discarded before the connection is closed.
    private static let longestRefusal: Int64 = 256 << 10

    let address: WebAddress
    private let policy: FetchPolicy
    let handle: UnsafeMutableRawPointer
    private let check: () throws -> Void
    /// Gets the body of a success, or of any answer if `takesAnyStatus`. `false`: enough, stop.
    private let sink: (UnsafeRawBufferPointer) throws -> Bool
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var takesAnyStatus = false
    /// Checks the answer before the first byte of its body, or at the end of one without a body; if it throws, the
    /// transfer ends.
    var judge: ((Transfer) throws -> Void)?
    private var isJudged = false
    /// Receives the body of an unsuccessful answer, in place of `sink`.
    var refused: ((UnsafeRawBufferPointer) -> Void)?
    private var received: Int64 = 0
    private var isEnough = false
    private var failure: (any Error)?
    private var refusedUse: String?

    init(
        _ address: WebAddress, policy: FetchPolicy, check: @escaping () throws -> Void,
        sink: @escaping (UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        guard Self.isInitialized, let handle = curl_easy_init() else {
            throw AssetError.library(name: "libcurl", reason: "no handle could be made")
        }
        (self.address, self.policy, self.handle, self.check, self.sink) = (address, policy, handle, check, sink)
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
    }

    /// Requests a part of the file if it still is the version `validator` (RFC 9110, 13.1.5).
    func ask(for range: Range<Int64>, ifStill validator: String) throws {
        try add(["Range: bytes=\(range.lowerBound)-\(range.upperBound - 1)", "If-Range: \(validator)"])
    }

    /// The bearer token of the request.
    private(set) var token: String?

    func authorize(_ token: String) throws {
        self.token = token
        try add(["Authorization: Bearer \(token)"])
    }

    func accept(_ types: String) throws { try add(["Accept: \(types)"]) }

    /// Makes it a request other than a plain GET. The body of the answer is wanted whatever its status.
    func send(_ request: Request) throws {
        takesAnyStatus = true
        // Does not wait for "100 Continue", because the request is in memory anyway.
        let named = request.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        try add(["Expect:"] + named)
        if request.method == .head { try set(CURLOPT_NOBODY, 1) }
        if request.method == .delete { try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
        guard let body = request.body else { return }
        try set(CURLOPT_POST, 1)
        try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        try checked(line_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        // An empty body has no address, and libcurl would ask a callback for it.
        try (body.isEmpty ? Data([0]) : body).withUnsafeBytes { bytes in
            // COPYPOSTFIELDS makes a copy; a pointer must not outlive this closure.
            let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            try checked(line_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, start))
        }
    }

    private func add(_ lines: [String]) throws {
        for line in lines {
            guard let longer = curl_slist_append(headers, line) else {
                throw AssetError.library(name: "libcurl", reason: "out of memory")
            }
            headers = longer
        }
        try checked(line_curl_set_headers(handle, headers))
    }

    /// Throws `AssetProblem`, `AssetError`, or what `check`, `sink` or `judge` threw.
    func perform() throws -> Answer {
        try prepare()
        return try conclude(BrokenPipe.heldBack { curl_easy_perform(handle) })
    }

    /// Prepares the handle. Callbacks come only while it is performed, so `self` must live until then.
    func prepare() throws {
        try configure()
        let context = Unmanaged.passUnretained(self).toOpaque()
        try checked(line_curl_set_write(handle, receive, context))
        try checked(line_curl_set_progress(handle, tick, context))
        try checked(line_curl_set_open_socket(handle, open, context))
    }

    /// The result of performing it. Throws as `perform` does.
    func conclude(_ code: CURLcode) throws -> Answer {
        if let failure { throw failure }
        if code != CURLE_OK, !(code == CURLE_WRITE_ERROR && isEnough) {
            if let refusedUse { throw FetchFindings.address(address, use: refusedUse) }
            throw FetchFindings.transfer(code, address, policy)
        }
        if !isJudged { try judge?(self) }
        var redirect: UnsafePointer<CChar>?
        try checked(line_curl_get_string(handle, CURLINFO_REDIRECT_URL, &redirect))
        var length: curl_off_t = -1
        try checked(line_curl_get_offset(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length))
        return Answer(
            status: status, redirect: redirect.map { String(cString: $0) }, length: length < 0 ? nil : Int64(length))
    }

    /// A header of the answer after it has arrived.
    func header(_ name: String) -> String? {
        var found: UnsafeMutablePointer<curl_header>?
        // The header belongs to the handle until its next transfer.
        guard curl_easy_header(handle, name, 0, UInt32(CURLH_HEADER), -1, &found) == CURLHE_OK,
            let value = found?.pointee.value
        else { return nil }
        return String(cString: value)
    }

    private func configure() throws {
        try set(CURLOPT_URL, address.url)
        try set(CURLOPT_PROTOCOLS_STR, policy.allowsPlainHTTP ? "https,http" : "https")
        try set(CURLOPT_PROXY, "")  // the empty string also shuts out the proxies of the environment
        try set(CURLOPT_USERAGENT, "publishing-pipeline")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_BUFFERSIZE, 128 << 10)
        try set(CURLOPT_CONNECTTIMEOUT_MS, policy.connectTimeout.milliseconds)
        try set(CURLOPT_LOW_SPEED_LIMIT, 1)
        try set(CURLOPT_LOW_SPEED_TIME, max(1, policy.stallTimeout.milliseconds / 1000))
        try set(CURLOPT_TIMEOUT_MS, policy.totalTimeout?.milliseconds ?? 0)
        try checked(line_curl_set_offset(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(policy.maxBytes)))
        // Replaces only the file: the system's directory of authorities stays in effect.
        if let file = policy.extraCAFile { try set(CURLOPT_CAINFO, file) }
    }

    var status: Int {
        var status = 0
        _ = line_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    fileprivate func takes(_ bytes: UnsafeRawBufferPointer) -> Bool {
        received += Int64(bytes.count)
        do {
            if !isJudged {
                isJudged = true
                try judge?(self)
            }
            guard received <= policy.maxBytes else { throw FetchFindings.tooLarge(policy.maxBytes) }
            guard (200..<300).contains(status) || takesAnyStatus && refused == nil else {
                refused?(bytes)
                isEnough = received > Self.longestRefusal
                return !isEnough
            }
            isEnough = try !sink(bytes)
            return !isEnough
        } catch {
            failure = error
            return false
        }
    }

    fileprivate func mayGoOn() -> Bool {
        do { try check() } catch { failure = error }
        return failure == nil
    }

    /// Every connection of this transfer is opened here.
    fileprivate func mayConnect(to target: IPAddress?) -> Bool {
        guard let target else {
            refusedUse = "non-IP"
            return false
        }
        guard let use = target.specialUse else { return true }
        let isAllowed = policy.allowedNetworks.contains { $0.allows(target) || $0.allows(host: address.host) }
        if !isAllowed { refusedUse = use }
        return isAllowed
    }

    private func set(_ option: CURLoption, _ value: String) throws {
        try checked(line_curl_set_string(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: Int) throws {
        try checked(line_curl_set_long(handle, option, value))
    }

    private func checked(_ code: CURLcode) throws {
        guard code == CURLE_OK else {
            throw AssetError.library(name: "libcurl", reason: String(cString: curl_easy_strerror(code)))
        }
    }

    private static let isInitialized = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private let receive: curl_write_callback = { bytes, size, count, context in
    let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer(context)?.takes(buffer) == true ? buffer.count : 0
}

private let tick: curl_xferinfo_callback = { context, _, _, _, _ in transfer(context)?.mayGoOn() == true ? 0 : 1 }

private let open: curl_opensocket_callback = { context, _, target in
    guard let transfer = transfer(context), let target,
        let start = MemoryLayout<curl_sockaddr>.offset(of: \.addr)
    else { return CURL_SOCKET_BAD }
    // `addr` is declared as a plain sockaddr, but is the beginning of a longer address of `addrlen` bytes.
    let bytes = UnsafeRawBufferPointer(
        start: UnsafeRawPointer(target) + start, count: Int(target.pointee.addrlen))
    let address = IPAddress(socketAddress: bytes, family: target.pointee.family)
    guard transfer.mayConnect(to: address) else { return CURL_SOCKET_BAD }
    return socket(
        target.pointee.family, target.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), target.pointee.protocol)
}

extension Duration {
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(
            clamping: seconds.multipliedReportingOverflow(by: 1000).partialValue + attoseconds / 1_000_000_000_000_000)
    }
}
