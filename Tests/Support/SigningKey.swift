// Keys that sign as an identity provider does, made by OpenSSL.

import CLibcrypto

/// A key pair.
///
/// @unchecked Sendable: OpenSSL's key is only read.
public final class SigningKey: @unchecked Sendable {
    public enum Kind: Sendable {
        case rsa(bits: Int32)
        case p256
        case ed25519
    }

    private let key: OpaquePointer
    public let kind: Kind

    public init?(_ kind: Kind) {
        let type =
            switch kind {
            case .rsa: "RSA"
            case .p256: "EC"
            case .ed25519: "ED25519"
            }
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else { return nil }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_keygen_init(context) == 1 else { return nil }
        switch kind {
        case .rsa(let bits): guard EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) == 1 else { return nil }
        case .p256: guard EVP_PKEY_CTX_set_group_name(context, "P-256") == 1 else { return nil }
        case .ed25519: break
        }
        var made: OpaquePointer?
        guard EVP_PKEY_generate(context, &made) == 1, let made else { return nil }
        (key, self.kind) = (made, kind)
    }

    deinit { EVP_PKEY_free(key) }

    /// The numbers of the public key, by their names in a JWK (RFC 7518, 6): the most significant byte first.
    public var numbers: [String: [UInt8]] {
        switch kind {
        case .rsa: ["n": number("n"), "e": number("e")]
        case .p256: ["x": number("qx", bytes: 32), "y": number("qy", bytes: 32)]
        case .ed25519:
            ["x": filled(32) { EVP_PKEY_get_raw_public_key(key, $0, &$1) }]
        }
    }

    /// Signs by the algorithm of JOSE that the key is for.
    /// - Parameter isPSS: of an RSA key, whether it signs by PS256 instead of RS256.
    public func sign(_ bytes: [UInt8], isPSS: Bool = false) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { return [] }
        defer { EVP_MD_CTX_free(context) }
        var (settings, digest): (OpaquePointer?, OpaquePointer?) = (nil, EVP_sha256())
        if case .ed25519 = kind { digest = nil }
        guard EVP_DigestSignInit(context, &settings, digest, nil, key) == 1 else { return [] }
        if isPSS {
            EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING)
            EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST)
        }
        let signature = filled(1_024) { EVP_DigestSign(context, $0, &$1, bytes, bytes.count) }
        if case .p256 = kind { return Self.pair(signature) }
        return signature
    }

    /// The two numbers of a signature in DER.
    private static func pair(_ der: [UInt8]) -> [UInt8] {
        der.withUnsafeBufferPointer { der in
            var place = der.baseAddress
            guard let pair = d2i_ECDSA_SIG(nil, &place, der.count) else { return [] }
            defer { ECDSA_SIG_free(pair) }
            return bytes(ECDSA_SIG_get0_r(pair), 32) + bytes(ECDSA_SIG_get0_s(pair), 32)
        }
    }

    private func number(_ name: String, bytes count: Int32? = nil) -> [UInt8] {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(key, name, &number) == 1 else { return [] }
        defer { BN_free(number) }
        return Self.bytes(number, count ?? (BN_num_bits(number) + 7) / 8)
    }

    private static func bytes(_ number: OpaquePointer?, _ count: Int32) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(count))
        BN_bn2binpad(number, &bytes, count)
        return bytes
    }

    private func filled(_ most: Int, _ body: (UnsafeMutablePointer<UInt8>?, inout Int) -> Int32) -> [UInt8] {
        var (bytes, count) = ([UInt8](repeating: 0, count: most), most)
        let isDone = bytes.withUnsafeMutableBufferPointer { body($0.baseAddress, &count) }
        return isDone == 1 ? Array(bytes.prefix(count)) : []
    }
}
