// The librdkafka that this process runs with; it may differ from the one that it was built with.
import CLibrdkafka

/// Facts of the library.
public enum ClientLibrary {
    /// Its version, such as `2.0.2`.
    public static var version: String { String(cString: rd_kafka_version_str()) }

    /// The same as a number that grows: `0x020002ff`.
    static var number: Int32 { rd_kafka_version() }
}
