// A decoder of bytes that come from outside, and what must hold of it whatever the bytes are. Most must only come back:
// with a value or an error, never with a trap. Some must more: what is read and written again is the same.

/// One decoder under attack.
struct FuzzTarget: Sendable {
    /// For the command line and for the folder of its cases.
    var name: String
    /// Bytes as they ought to be, from which wrong ones are made.
    var seeds: @Sendable () throws -> [[UInt8]]
    /// Throws `Broken` where something does not hold; every other error is an answer.
    let decode: @Sendable ([UInt8]) throws -> Void

    /// Something that must hold of the decoder does not.
    struct Broken: Error, CustomStringConvertible {
        var description: String
    }

    init(
        _ name: String, seeds: @escaping @Sendable () throws -> [[UInt8]],
        decode: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.name = name
        self.seeds = seeds
        self.decode = decode
    }

    /// Gives the bytes to the decoder; throws `Broken` and nothing else.
    func run(_ bytes: [UInt8]) throws(Broken) {
        do {
            try decode(bytes)
        } catch let broken as Broken {
            throw broken
        } catch {
            // An error is a decoder's right answer to wrong bytes, and its text must be printable.
            guard "\(error)".utf8.count < 1 << 20 else { throw Broken(description: "an error of a mebibyte") }
        }
    }

    /// All of them.
    static let all =
        json + events + rows + documents + gateway + forms + stages + images + stores + addresses + settings + operators

    static func require(_ holds: Bool, _ what: @autoclosure () -> String) throws {
        guard holds else { throw Broken(description: what()) }
    }
}
