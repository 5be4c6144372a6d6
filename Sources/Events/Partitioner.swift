// The partition of an offer. Our programs use murmur2 like the Java client. Other programs may not, so the coordinator
// compares a command's partition with this one before it processes the command.

/// The Java client's default partitioner for keyed records, `murmur2_random` in librdkafka.
public enum Partitioner {
    /// The partition of a key among `count` partitions.
    public static func partition(of key: [UInt8], count: Int) -> Int32 {
        Int32(Int(murmur2(key) & 0x7fff_ffff) % count)
    }

    /// MurmurHash2, 32 bit, seed 0x9747b28c: `org.apache.kafka.common.utils.Utils.murmur2`.
    static func murmur2(_ data: [UInt8]) -> UInt32 {
        let m: UInt32 = 0x5bd1_e995
        var h: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: data.count)
        let whole = data.count / 4 * 4
        for i in stride(from: 0, to: whole, by: 4) {
            var k = UInt32(data[i]) | UInt32(data[i + 1]) << 8 | UInt32(data[i + 2]) << 16 | UInt32(data[i + 3]) << 24
            k = k &* m
            k ^= k >> 24
            k = k &* m
            h = (h &* m) ^ k
        }
        let rest = data.count - whole
        if rest == 3 { h ^= UInt32(data[whole + 2]) << 16 }
        if rest >= 2 { h ^= UInt32(data[whole + 1]) << 8 }
        if rest >= 1 {
            h ^= UInt32(data[whole])
            h = h &* m
        }
        h ^= h >> 13
        h = h &* m
        return h ^ (h >> 15)
    }
}
