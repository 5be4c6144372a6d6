// The public keys of people who sign tokens, by OpenSSL. A key verifies only the algorithms of its own type: a text
// that names another one cannot turn an RSA key into something else (RFC 8725, 3.1).
import CLibcrypto

/// A signature's algorithm: the names of RFC 7518 and RFC 8037.
public enum SignatureAlgorithm: String, Sendable, CaseIterable {
    case rs256 = "RS256"
    case ps256 = "PS256"
    case es256 = "ES256"
    case edDSA = "EdDSA"
}

/// A public key. Any thread. @unchecked Sendable: OpenSSL counts and locks a key itself, and it never changes.
public final class PublicKey: @unchecked Sendable {
    /// The parts of a key; numbers have the most significant byte first.
    public enum Form: Sendable, Equatable {
        case rsa(modulus: [UInt8], exponent: [UInt8])
        /// A point on the curve P-256.
        case p256(x: [UInt8], y: [UInt8])
        case ed25519([UInt8])
    }

    /// Shorter moduli can be factored; longer ones take too long.
    private static let modulusBits: ClosedRange<Int32> = 2_048...8_192

    private let key: OpaquePointer
    /// By which it can verify.
    public let algorithms: [SignatureAlgorithm]

    /// `nil` if the numbers are not a key, and for an RSA key of fewer than 2048 or more than 8192 bits.
    public init?(_ form: Form) {
        defer { ERR_clear_error() }
        let made: OpaquePointer?
        switch form {
        case .rsa(let modulus, let exponent):
            // OpenSSL accepts any exponent; with 0 or 1 everybody could sign.
            guard modulus.count <= Int(Self.modulusBits.upperBound) / 8 + 1, exponent.count <= 8,
                exponent.reduce(0, { UInt64($0) << 8 | UInt64($1) }) > 2
            else { return nil }
            // OpenSSL wants the least significant byte first here.
            var (n, e) = (Array(modulus.reversed()), Array(exponent.reversed()))
            made = shim_rsa_key(&n, n.count, &e, e.count)
            algorithms = [.rs256, .ps256]
        case .p256(let x, let y):
            guard x.count == 32, y.count == 32 else { return nil }
            var point = [4] + x + y
            made = shim_p256_key(&point, point.count)
            algorithms = [.es256]
        case .ed25519(let bytes):
            made = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
            algorithms = [.edDSA]
        }
        guard let made else { return nil }
        key = made
        if case .rsa = form, !Self.modulusBits.contains(EVP_PKEY_get_bits(made)) { return nil }
    }

    deinit { EVP_PKEY_free(key) }

    /// Whether the owner of the key signed these bytes. An ES256 signature is two numbers of 32 bytes (RFC 7518, 3.4).
    public func verifies(_ signature: [UInt8], of bytes: [UInt8], by algorithm: SignatureAlgorithm) -> Bool {
        guard algorithms.contains(algorithm), let context = EVP_MD_CTX_new() else { return false }
        defer {
            EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        var settings: OpaquePointer?
        let digest = algorithm == .edDSA ? nil : EVP_sha256()
        guard EVP_DigestVerifyInit(context, &settings, digest, nil, key) == 1 else { return false }
        var signature = signature
        switch algorithm {
        case .rs256, .edDSA: break
        case .ps256:
            guard EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1,
                EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1
            else { return false }
        case .es256:
            guard let der = Self.der(signature) else { return false }
            signature = der
        }
        return EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
    }

    /// The two numbers in OpenSSL's form.
    private static func der(_ signature: [UInt8]) -> [UInt8]? {
        guard signature.count == 64, let pair = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(pair) }
        let numbers = (0..<2).map { BN_bin2bn(Array(signature[$0 * 32..<$0 * 32 + 32]), 32, nil) }
        // From here on the pair owns the numbers.
        guard ECDSA_SIG_set0(pair, numbers[0], numbers[1]) == 1 else { return nil }
        // A list of two numbers of at most 33 bytes, with type and length.
        var bytes = [UInt8](repeating: 0, count: 72)
        let count = bytes.withUnsafeMutableBufferPointer { bytes in
            var place = bytes.baseAddress
            return i2d_ECDSA_SIG(pair, &place)
        }
        return count > 0 ? Array(bytes.prefix(Int(count))) : nil
    }
}
