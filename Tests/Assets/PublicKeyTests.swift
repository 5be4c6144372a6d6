import Assets
import TestSupport
import Testing

@Suite struct PublicKeyTests {
    private static let text = Array("signed by somebody".utf8)

    private func form(_ key: SigningKey) -> PublicKey.Form {
        let numbers = key.numbers
        return switch key.kind {
        case .rsa: .rsa(modulus: numbers["n"] ?? [], exponent: numbers["e"] ?? [])
        case .p256: .p256(x: numbers["x"] ?? [], y: numbers["y"] ?? [])
        case .ed25519: .ed25519(numbers["x"] ?? [])
        }
    }

    private static let kinds: [(SigningKey.Kind, isPSS: Bool, SignatureAlgorithm)] = [
        (.rsa(bits: 2_048), false, .rs256), (.rsa(bits: 2_048), true, .ps256), (.p256, false, .es256),
        (.ed25519, false, .edDSA),
    ]

    @Test(arguments: kinds)
    func `A signature holds for its bytes, its key and its algorithm only`(
        kind: SigningKey.Kind, isPSS: Bool, algorithm: SignatureAlgorithm
    ) throws {
        let (own, other) = (try #require(SigningKey(kind)), try #require(SigningKey(kind)))
        let key = try #require(PublicKey(form(own)))
        let signature = own.sign(Self.text, isPSS: isPSS)
        #expect(key.verifies(signature, of: Self.text, by: algorithm))
        #expect(!key.verifies(signature, of: Self.text + [0], by: algorithm))
        #expect(!key.verifies(other.sign(Self.text, isPSS: isPSS), of: Self.text, by: algorithm))
        for place in [0, signature.count / 2, signature.count - 1] {
            var changed = signature
            changed[place] ^= 1
            #expect(!key.verifies(changed, of: Self.text, by: algorithm), "\(place)")
        }
        for wrong in [[], Array(signature.dropLast()), signature + [0], Array(repeating: 0, count: signature.count)] {
            #expect(!key.verifies(wrong, of: Self.text, by: algorithm))
        }
        for wrong in SignatureAlgorithm.allCases where wrong != algorithm {
            #expect(!key.verifies(signature, of: Self.text, by: wrong), "\(wrong)")
        }
    }

    @Test func `Numbers that make no key, and short RSA keys, are refused`() throws {
        let (short, rsa, point) = (
            try #require(SigningKey(.rsa(bits: 1_024))), try #require(SigningKey(.rsa(bits: 2_048))),
            try #require(SigningKey(.p256))
        )
        #expect(PublicKey(form(short)) == nil)
        let (n, x, y) = (rsa.numbers["n"] ?? [], point.numbers["x"] ?? [], point.numbers["y"] ?? [])
        for wrong: PublicKey.Form in [
            .rsa(modulus: [], exponent: []), .rsa(modulus: n, exponent: []),
            .rsa(modulus: n, exponent: [0, 1]), .rsa(modulus: n, exponent: [UInt8](repeating: 1, count: 9)),
            .rsa(modulus: [UInt8](repeating: 255, count: 2_000), exponent: [1, 0, 1]),
            .p256(x: [], y: []), .p256(x: y, y: x), .p256(x: x, y: x), .p256(x: x, y: Array(y.dropLast())),
            .ed25519([]), .ed25519(Array(x.dropLast())),
        ] {
            #expect(PublicKey(wrong) == nil, "\(wrong)")
        }
    }
}
