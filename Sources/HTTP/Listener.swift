// A listening socket and its incoming connections.

import CLibmicrohttpd
import Glibc

/// Owns its descriptor.
final class Listener: Sendable {
    /// A connection that was accepted; nonblocking.
    struct Caller {
        var socket: Int32
        /// As text.
        var peer: String
        var address: sockaddr_storage
        var length: socklen_t
    }

    let socket: Int32
    let port: UInt16

    /// Nil if the address cannot be used. Port 0 takes any.
    init?(address: String, port: UInt16) {
        var storage = sockaddr_storage()
        guard let length = Self.fill(&storage, address, port) else { return nil }
        let made = Glibc.socket(
            Int32(storage.ss_family), Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard made >= 0 else { return nil }
        var yes: Int32 = 1
        setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let isBound = Self.with(&storage) { bind(made, $0, length) == 0 && listen(made, 511) == 0 }
        var bound = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        guard isBound, Self.with(&bound, { getsockname(made, $0, &size) }) == 0 else {
            close(made)
            return nil
        }
        socket = made
        self.port = Self.port(of: &bound)
    }

    deinit { close(socket) }

    /// The next waiting connection; nil if there is none.
    func accept() -> Caller? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let taken = Self.with(&storage) {
            shim_accept(socket, $0, &length)
        }
        guard taken >= 0 else { return nil }
        return Caller(socket: taken, peer: Self.text(of: &storage), address: storage, length: length)
    }

    private static func fill(_ storage: inout sockaddr_storage, _ address: String, _ port: UInt16) -> socklen_t? {
        var (four, six) = (sockaddr_in(), sockaddr_in6())
        if inet_pton(AF_INET, address, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: four, as: sockaddr_in.self) }
            return socklen_t(MemoryLayout<sockaddr_in>.size)
        }
        guard inet_pton(AF_INET6, address, &six.sin6_addr) == 1 else { return nil }
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = port.bigEndian
        withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: six, as: sockaddr_in6.self) }
        return socklen_t(MemoryLayout<sockaddr_in6>.size)
    }

    private static func port(of storage: inout sockaddr_storage) -> UInt16 {
        withUnsafeBytes(of: &storage) { UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self)) }
    }

    private static func text(of storage: inout sockaddr_storage) -> String {
        let family = Int32(storage.ss_family)
        var text = [CChar](repeating: 0, count: 64)
        let offset = family == AF_INET ? 4 : 8
        withUnsafeBytes(of: &storage) { bytes in
            _ = inet_ntop(family, bytes.baseAddress.map { $0 + offset }, &text, 64)
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func with<Result>(
        _ storage: inout sockaddr_storage, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
        }
    }
}
