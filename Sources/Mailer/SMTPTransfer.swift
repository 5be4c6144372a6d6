// Delivers one mail to one recipient by libcurl. The debug callback sees what client and relay say; only there a
// refused recipient can be distinguished from a refused sender.

import Base
import CLibcurl
import Offers

/// Blocking, for one thread, for one mail.
final class SMTPTransfer {
    /// The last command sent, as far as the result depends on it.
    enum Command: String {
        case connect, ehlo = "EHLO", helo = "HELO", startTLS = "STARTTLS", auth = "AUTH", mail = "MAIL", rcpt = "RCPT",
            data = "DATA"
    }

    private static let isInitialized = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
    private static let errorSize = Int(CURL_ERROR_SIZE)

    private let handle: UnsafeMutableRawPointer
    private let relay: SMTPRelay
    private let mail: Mail
    private var recipients: UnsafeMutablePointer<curl_slist>?
    private let error = UnsafeMutablePointer<CChar>.allocate(capacity: SMTPTransfer.errorSize)
    private var unsent: ArraySlice<UInt8>
    private var command = Command.connect
    private var lines: [String] = []
    private var hasQuit = false

    init(_ mail: Mail, to relay: SMTPRelay, as login: (user: String, password: String)?) throws {
        guard Self.isInitialized, let handle = curl_easy_init() else {
            throw Fault("mail-not-taken", "libcurl cannot make a handle. Check the memory of the process.")
        }
        self.handle = handle
        self.relay = relay
        self.mail = mail
        unsent = mail.withNetworkLineEnds[...]
        error.initialize(repeating: 0, count: Self.errorSize)
        recipients = curl_slist_append(nil, "<\(mail.recipient)>")
        try configure(login)
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(recipients)
        error.deallocate()
    }

    private func configure(_ login: (user: String, password: String)?) throws {
        let isImplicit = relay.address.hasPrefix("smtps")
        let isVerified = isImplicit || relay.encryption == .required
        try set(CURLOPT_URL, relay.address)
        try set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try set(CURLOPT_PROXY, "")  // the empty string also shuts out the proxies of the environment
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_CONNECTTIMEOUT_MS, min(30_000, Int(relay.longest.milliseconds)))
        try set(CURLOPT_TIMEOUT_MS, Int(relay.longest.milliseconds))
        // As long as the whole: RFC 5321, section 4.5.3.2, allows a relay minutes for each reply.
        try set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, Int(relay.longest.components.seconds)))
        try set(CURLOPT_USE_SSL, isVerified ? Int(CURLUSESSL_ALL.rawValue) : Int(CURLUSESSL_TRY.rawValue))
        try set(CURLOPT_SSL_VERIFYPEER, isVerified ? 1 : 0)
        try set(CURLOPT_SSL_VERIFYHOST, isVerified ? 2 : 0)
        // Replaces only the file: the system's directory of authorities stays in effect.
        if let file = relay.caFile { try set(CURLOPT_CAINFO, file) }
        if let login {
            try set(CURLOPT_USERNAME, login.user)
            try set(CURLOPT_PASSWORD, login.password)
        }
        try set(CURLOPT_MAIL_FROM, "<\(relay.bounce.sender(of: mail))>")
        try checked(line_curl_set_recipients(handle, recipients))
        try set(CURLOPT_UPLOAD, 1)
        try checked(line_curl_set_offset(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(unsent.count)))
        try checked(line_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, error))
    }

    /// The reply to the whole mail. Throws `Poison` and `Fault`.
    func perform() throws -> SMTPReply {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try checked(line_curl_set_read(handle, upload, context))
        try checked(line_curl_set_debug(handle, hear, context))
        try checked(line_curl_set_progress(handle, tick, context))
        // Callbacks only come during this call, while `self` is alive.
        let code = curl_easy_perform(handle)
        try checked(line_curl_set_debug(handle, nil, nil))
        let reply = SMTPReply(lines: lines)
        if code == CURLE_OK, let reply { return reply }
        throw judgement(code, reply)
    }

    /// A refusal of the recipient or of the whole mail is permanent if the relay says so. Earlier replies are about us:
    /// our name, our credentials, our sender. `552` is about the size of the mail.
    private func judgement(_ code: CURLcode, _ reply: SMTPReply?) -> any Error {
        guard let reply, reply.isRefusal else {
            let words = error.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: error)
            let advice =
                code == CURLE_USE_SSL_FAILED && relay.encryption == .required
                ? ". If the network to the relay is trusted, set --smtp-tls optional" : ""
            return Fault(
                "mail-not-taken", "\(relay.address) did not accept the mail to \(mail.recipient): \(words)\(advice).")
        }
        let isOfMail = command == .rcpt || command == .data || reply.code == 552
        guard isOfMail, reply.isPermanent else {
            return Fault(
                "mail-not-taken",
                "\(relay.address) deferred the mail to \(mail.recipient) at \(command.rawValue): \(reply)")
        }
        return Poison(
            "mail-refused",
            "\(relay.address) refused the mail to \(mail.recipient) for good at \(command.rawValue): \(reply)")
    }

    fileprivate func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = unsent.prefix(buffer.count)
        buffer.copyBytes(from: part)
        unsent = unsent.dropFirst(part.count)
        return part.count
    }

    fileprivate func sent(_ line: String) {
        // libcurl sends QUIT as soon as it knows the result; the reply to it does not concern the mail.
        if line.hasPrefix("QUIT") { hasQuit = true }
        guard !hasQuit else { return }
        lines = []
        // Credentials follow AUTH; they are not kept.
        if let word = Command(rawValue: String(line.prefix { $0.isLetter }).uppercased()) { command = word }
    }

    fileprivate func received(_ line: String) {
        guard !hasQuit else { return }
        // The last line of a reply has a blank after its code.
        if lines.last?.dropFirst(3).first == " " { lines = [] }
        lines = lines.suffix(20) + [line.filter { !$0.isNewline }]
    }

    private func set(_ option: CURLoption, _ value: String) throws {
        try checked(line_curl_set_string(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: Int) throws {
        try checked(line_curl_set_long(handle, option, value))
    }

    private func checked(_ code: CURLcode) throws {
        guard code == CURLE_OK else {
            throw Fault("mail-not-taken", "libcurl: \(String(cString: curl_easy_strerror(code)))")
        }
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> SMTPTransfer? {
    context.map { Unmanaged<SMTPTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private let upload: curl_read_callback = { bytes, size, count, context in
    transfer(context)?.fill(UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) ?? 0
}

private let hear: curl_debug_callback = { _, type, bytes, count, context in
    guard type == CURLINFO_HEADER_IN || type == CURLINFO_HEADER_OUT else { return 0 }
    let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
    if type == CURLINFO_HEADER_OUT { transfer(context)?.sent(line) } else { transfer(context)?.received(line) }
    return 0
}

private let tick: curl_xferinfo_callback = { _, _, _, _, _ in Task<Never, Never>.isCancelled ? 1 : 0 }
