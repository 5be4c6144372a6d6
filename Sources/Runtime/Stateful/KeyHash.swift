// How keys are hashed on the way of every record: publishers choose them, so by a seed that is the process's own.

import Offers

extension ScheduledStep {
    /// 64 bits of its record's key.
    var keyHash: UInt64 { key.withUnsafeBufferPointer { $0.keyHash } }
}

extension UnsafeBufferPointer<UInt8> {
    /// What `Hasher` gives once a process: nobody outside can know which keys would meet.
    private static let seed = UInt64(bitPattern: Int64(Hasher().finalize()))

    /// Eight bytes a multiplication, folded (as wyhash, Wang Yi 2019).
    var keyHash: UInt64 {
        let seed = Self.seed
        var hash = seed ^ UInt64(count)
        var place = 0
        while place + 8 <= count {
            let word = UnsafeRawBufferPointer(self).loadUnaligned(fromByteOffset: place, as: UInt64.self)
            hash = Self.fold(hash ^ word, seed)
            place += 8
        }
        var rest: UInt64 = 0
        while place < count {
            rest = rest << 8 | UInt64(self[place])
            place += 1
        }
        return Self.fold(hash ^ rest, seed)
    }

    @inline(__always)
    private static func fold(_ word: UInt64, _ seed: UInt64) -> UInt64 {
        let product = (word ^ seed).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return product.high ^ product.low
    }
}
