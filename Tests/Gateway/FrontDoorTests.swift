// The server against clients that are slow, greedy or ambiguous, while honest ones are served.

import Foundation
import HTTP
import Testing

@Suite(.serialized) struct FrontDoorTests {
    private static let get = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

    /// A server with these limits.
    private struct Bench {
        var limits = HTTPServer.Limits()
        var admit: (@Sendable (HTTPRequest) -> HTTPServer.Admission)?
        var handle: @Sendable (HTTPRequest) -> HTTPResponse = { .text(200, "\($0.body.count)\n") }

        init(_ change: (inout Bench) -> Void = { _ in }) {
            limits.connectionsOfOneAddress = 1_000
            change(&self)
        }

        /// Calls on a thread of its own, since clients block.
        func run(_ body: @escaping @Sendable (UInt16) throws -> Void) async throws {
            let server = try HTTPServer(address: "127.0.0.1", port: 0, limits: limits, admit: admit, handle: handle)
            defer { server.stop() }
            try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                Thread.detachNewThread { [port = server.port] in done.resume(with: Result { try body(port) }) }
            }
        }
    }

    private static func ask(_ port: UInt16, _ request: String = get) throws -> String {
        let caller = try #require(Caller(port: port))
        caller.say(request)
        return try #require(caller.hear())
    }

    @Test func `A request is answered, and what lies behind it is not`() async throws {
        try await Bench().run { port in
            let answer = try Self.ask(port, Self.get + Self.get)
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2)
            #expect(answer.contains("Connection: close"))
            #expect(try Self.ask(port, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc").hasSuffix("3\n"))
            let chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
            #expect(try Self.ask(port, chunked).hasSuffix("2\n"))
        }
    }

    @Test func `What the admission found out of a sender comes with the request`() async throws {
        let bench = Bench { bench in
            bench.admit = { _ in .init(body: 10, isKnown: true, sender: "Ada") }
            bench.handle = { .text(200, "\($0.sender as? String ?? "nobody")\n") }
        }
        try await bench.run { port in
            let answer = try Self.ask(port)
            #expect(answer.hasSuffix("Ada\n"))
        }
    }

    @Test func `An ambiguous head is answered with 400 and its reason, once`() async throws {
        try await Bench().run { port in
            for lines in ["Content-Length: 3\r\nContent-Length: 4", "Transfer-Encoding: chunked\r\nContent-Length: 1"] {
                let answer = try Self.ask(port, "POST / HTTP/1.1\r\nHost: x\r\n\(lines)\r\n\r\nabc" + Self.get)
                #expect(answer.hasPrefix("HTTP/1.1 400"))
                #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2)
            }
            let long = "GET /\(String(repeating: "x", count: 20_000)) HTTP/1.1\r\nHost: x\r\n\r\n"
            #expect(try Self.ask(port, long).hasPrefix("HTTP/1.1 431"))
        }
    }

    @Test func `Heads that never end take no place of a request`() async throws {
        let bench = Bench {
            $0.limits.connections = 4
            $0.limits.headTime = .seconds(60)
        }
        try await bench.run { port in
            let slow = try (0..<40).map { _ in try #require(Caller(port: port)) }
            for caller in slow { caller.say("GET / HT") }
            for _ in 0..<8 { #expect(try Self.ask(port).hasPrefix("HTTP/1.1 200")) }
            withExtendedLifetime(slow) {}
        }
    }

    @Test func `A head and a body that do not come in time are cut off`() async throws {
        let bench = Bench {
            $0.limits.headTime = .milliseconds(300)
            $0.limits.bodyTime = .milliseconds(300)
        }
        try await bench.run { port in
            for beginning in ["GET / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\nabc"] {
                let caller = try #require(Caller(port: port))
                caller.say(beginning)
                #expect(caller.hear() != nil, "the connection stays open")
            }
            #expect(try Self.ask(port).hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func `Strangers' slow bodies leave places for those who are known`() async throws {
        let bench = Bench {
            $0.limits.connections = 8
            $0.admit = { .init(body: 1_000, isKnown: $0["authorization"] != nil) }
        }
        try await bench.run { port in
            let slow = try (0..<8).map { _ in try #require(Caller(port: port)) }
            for caller in slow { caller.say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nabc") }
            let known = "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n"
            var answers: [String] = []
            // The places of strangers are taken one after another; then they must wait.
            for _ in 0..<200 where !(answers.last?.hasPrefix("HTTP/1.1 503") ?? false) {
                answers.append(try Self.ask(port))
            }
            #expect(answers.last?.hasPrefix("HTTP/1.1 503") == true)
            #expect(try Self.ask(port, known).hasPrefix("HTTP/1.1 200"))
            withExtendedLifetime(slow) {}
        }
    }

    @Test func `A body has as many bytes as its sender may send, announced or not, and not one is read beyond`()
        async throws
    {
        let bench = Bench { $0.admit = { .init(body: $0["authorization"] == nil ? 10 : 20, isKnown: true) } }
        try await bench.run { port in
            let head = "POST / HTTP/1.1\r\nHost: x\r\n"
            let body = "Content-Length: 15\r\n\r\n123456789012345"
            let announced = try Self.ask(port, head + body)
            #expect(announced.hasPrefix("HTTP/1.1 413"))
            #expect(try Self.ask(port, head + "Authorization: Bearer t\r\n" + body).hasSuffix("15\n"))
            // It does not end, so an answer means that the rest was not waited for.
            let endless = head + "Transfer-Encoding: chunked\r\n\r\nf\r\n123456789012345\r\n"
            #expect(try Self.ask(port, endless).hasPrefix("HTTP/1.1 413"))
        }
    }

    @Test func `All bodies together are bounded`() async throws {
        let (begun, goes) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let isFirst = Shared(true)
        let bench = Bench {
            $0.limits.bodiesTogether = 1_500
            $0.handle = { request in
                let waits = isFirst.withLock { first in
                    defer { first = false }
                    return first
                }
                if waits {
                    begun.signal()
                    goes.wait()
                }
                return .text(200, "\(request.body.count)\n")
            }
        }
        try await bench.run { port in
            let post =
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" + String(repeating: "x", count: 1_000)
            let holder = try #require(Caller(port: port))
            holder.say(post)
            begun.wait()
            #expect(try Self.ask(port, post).hasPrefix("HTTP/1.1 503"))
            goes.signal()
            #expect(try #require(holder.hear()).hasSuffix("1000\n"))
            // What the first took is free again behind its answer.
            var answer = ""
            for _ in 0..<100 where !answer.hasPrefix("HTTP/1.1 200") { answer = try Self.ask(port, post) }
            #expect(answer.hasSuffix("1000\n"))
        }
    }

    @Test func `One address has so many connections, a proxy's any number`() async throws {
        for isProxy in [false, true] {
            let bench = Bench {
                $0.limits.connectionsOfOneAddress = 3
                $0.limits.isProxy = { _ in isProxy }
            }
            try await bench.run { port in
                let open = try (0..<3).map { _ in try #require(Caller(port: port)) }
                for caller in open { caller.say("GET / HT") }
                #expect(try Self.ask(port).isEmpty != isProxy)
                withExtendedLifetime(open) {}
            }
        }
    }
}
