// Answers on a socket that libmicrohttpd does not know or must not answer: requests that are refused before they are
// complete.

import CLibmicrohttpd
import Glibc

enum RawAnswer {
    /// How many bytes we read of a refused request.
    private static let mostRest = 4 << 20

    /// Sends a response without waiting, and ends our side. Reads what has arrived, so that closing does not cause a
    /// reset that loses the answer; with `patience`, also what arrives in that time.
    static func send(_ response: HTTPResponse, to socket: Int32, patience: Duration? = nil) {
        var text = "HTTP/1.1 \(response.status) \(reason(response.status))\r\n"
        for (name, value) in response.headers { text += "\(name): \(value)\r\n" }
        text += "Content-Length: \(response.bytes.count)\r\nConnection: close\r\n\r\n"
        let bytes = Array(text.utf8) + response.bytes
        _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        shutdown(socket, Int32(SHUT_WR))
        let end = patience.map { ContinuousClock.now + $0 }
        var rest = [UInt8](repeating: 0, count: 16_384)
        var taken = 0
        while taken < mostRest {
            let count = recv(socket, &rest, rest.count, Int32(MSG_DONTWAIT))
            if count == 0 { return }
            if count > 0 {
                taken += count
                continue
            }
            guard errno == EAGAIN, let end, .now < end else { return }
            var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            poll(&waiting, 1, 100)
        }
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 413: "Content Too Large"
        case 431: "Request Header Fields Too Large"
        default: "Service Unavailable"
        }
    }
}
