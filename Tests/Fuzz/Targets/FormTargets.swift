// Forms in parts, as browsers send pictures. libmicrohttpd takes them apart for a connection, whose request names the boundary:
// one connection is kept open for all inputs.

import CLibmicrohttpd
import Dispatch
import Glibc

@testable import Gateway
@testable import HTTP

/// A request whose body is never read.
///
/// @unchecked Sendable: the daemon's thread writes `connection` before it signals `hasCome`, for which `init` waits; then it is only
/// read. That thread waits until the program ends.
private final class OpenForm: @unchecked Sendable {
    static let boundary = "fuzz"
    static let shared = OpenForm()

    private(set) var connection: OpaquePointer?
    private let hasCome = DispatchSemaphore(value: 0)
    private let never = DispatchSemaphore(value: 0)

    private init() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let daemon = shim_start(
            4, 0,
            { context, connection, _, _, _, _, _, _ in
                guard let context else { return .NO }
                let form = Unmanaged<OpenForm>.fromOpaque(context).takeUnretainedValue()
                form.connection = connection
                form.hasCome.signal()
                form.never.wait()
                return .NO
            }, context, { _, _, _ in nil }, { _, _, _, _ in }, { _, _, _, _ in })
        var sockets: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard let daemon, socketpair(AF_UNIX, kind, 0, &sockets) == 0 else { return }
        let head =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=\(Self.boundary)\r\n"
            + "Content-Length: 1\r\n\r\n"
        _ = write(sockets[1], head, head.utf8.count)
        var address = sockaddr()
        address.sa_family = sa_family_t(AF_UNIX)
        guard MHD_add_connection(daemon, sockets[0], &address, socklen_t(MemoryLayout<sockaddr>.size)) == .YES else {
            return
        }
        hasCome.wait()
    }
}

extension FuzzTarget {
    static let forms: [FuzzTarget] = [
        FuzzTarget("form-parts", seeds: { formSeeds() }) { bytes in
            let connection = OpenForm.shared.connection
            try require(connection != nil, "no connection")
            guard let connection, let parts = FormParts(bytes, of: connection) else { return }
            let count =
                parts.texts.values.reduce(0) { $0 + $1.utf8.count } + parts.files.values.reduce(0) { $0 + $1.count }
            try require(count <= bytes.count, "\(count) bytes of \(bytes.count)")
            try require(!parts.texts.values.contains { $0.utf8.contains(0) }, "a text with a zero byte")
            let headers = ["cookie": "session=\(GatewaySample.session)"]
            guard var request = HTTPRequest("POST", "/offers/contoso/web-server/edit", headers: headers) else { return }
            request.parts = parts
            request.parts?.texts["form-token"] = try GatewaySample.formToken.get()
            let gateway = try GatewaySample.gateway()
            GatewaySample.signIn(gateway)
            try GatewaySample.hold(gateway.handle(request), against: request)
        }
    ]

    private static func formSeeds() -> [[UInt8]] {
        func part(_ disposition: String, _ content: [UInt8], type: String? = nil) -> [UInt8] {
            let head = "--\(OpenForm.boundary)\r\nContent-Disposition: form-data; \(disposition)\r\n"
            return Array((head + (type.map { "Content-Type: \($0)\r\n" } ?? "") + "\r\n").utf8) + content
                + Array("\r\n".utf8)
        }
        let end = Array("--\(OpenForm.boundary)--\r\n".utf8)
        let (start, text): ([UInt8], [UInt8]) = ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], Array("Title".utf8))
        let links = "/listing/usefulLinks"
        let picture = "name=\"file /media/logos/40x40\"; filename=\"logo.png\""
        return [
            part("name=\"/listing/title\"", text) + part(picture, start, type: "image/png") + end,
            part("name=\"do\"", Array("save".utf8)) + part("name=\"/plans/0/title\"", Array("<fuzz>".utf8)) + end,
            part("name=\"file /media/screenshots/0\"; filename=\"\"", [], type: "application/octet-stream") + end,
            part("name=\"rows \(links)\"", Array("1".utf8)) + part("name=\"new \(links)\"", Array("2".utf8))
                + part("name=\"\(links)/2/title\"", text) + end,
            part("name=a; filename*=UTF-8''%E2%82%AC.png", text, type: "text/plain; charset=utf-8"), end,
        ]
    }
}
