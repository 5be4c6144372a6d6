// A hash that is the same in every process and every version, for deriving names. Not for secrets.

/// FNV-1a, 128 bits (Fowler, Noll, Vo).
@inlinable public func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt128 {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    for byte in bytes { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B }
    return hash
}
