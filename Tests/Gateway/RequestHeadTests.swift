// Heads that can be read in one way only, and those that cannot (RFC 9112).

import Testing

@testable import HTTP

@Suite struct RequestHeadTests {
    private func read(_ text: String) -> RequestHead.Reading { RequestHead.read(Array(text.utf8)) }

    @Test func `A sound head is read, whatever follows it`() {
        let reading = read("PUT /a?b=c HTTP/1.1\r\nHost: x\r\nX-Two:  a b \t\r\nEmpty:\r\nContent-Length: 3\r\n\r\nabc")
        guard case .sound(let head) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(head.method == "PUT" && head.target == "/a?b=c")
        #expect(head.headers == ["host": "x", "x-two": "a b", "empty": "", "content-length": "3"])
    }

    @Test func `A head is incomplete until its last byte`() {
        let whole = "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
        for count in 0..<whole.utf8.count {
            #expect(RequestHead.read(whole.utf8.prefix(count)) == .incomplete, "\(count)")
        }
        #expect(RequestHead.read(whole.utf8) != .incomplete)
    }

    @Test(arguments: [
        "Transfer-Encoding: chunked\r\nContent-Length: 3", "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: 3\r\ncontent-length: 3", "Content-Length : 3", "Content-Length: 3, 3", "Content-Length: +3",
        "Content-Length: 0x3", "Content-Length:", "Content-Length: 1234567890123456789", "Host: y", "X: a\u{0}b",
        "X: a\nY: b", "X: a\r Y: b", "X: a\r\n folded", " X: a", "X", ": a", "X y: a", "X: a\u{7F}",
        "Transfer-Encoding: identity", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Authorization: a\r\nAuthorization: b",
    ])
    func `What two readers may understand differently is refused`(lines: String) {
        guard case .unsound = read("POST / HTTP/1.1\r\nHost: x\r\n\(lines)\r\n\r\n") else {
            Issue.record("taken: \(lines)")
            return
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n\r\n", "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: x\r\n\r\n", "GET /\r\nHost: x\r\n\r\n", "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
        "GET /\u{0} HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\nHost: x\n\n", "G T / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
    ])
    func `A request line has one form`(head: String) {
        guard case .unsound = read(head) else {
            Issue.record("taken: \(head)")
            return
        }
    }

    @Test func `An older client needs no host, and nobody has a hundred headers`() {
        #expect(read("GET / HTTP/1.0\r\n\r\n") == .sound(RequestHead(method: "GET", target: "/")))
        let many = (0..<101).map { "X-\($0): a\r\n" }.joined()
        #expect(read("GET / HTTP/1.1\r\nHost: x\r\n\(many)\r\n") == .unsound("more than 100 headers"))
    }
}
