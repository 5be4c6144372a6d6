// Copies a record out of librdkafka's memory: key and value once, headers only where there are any, the topic's name
// not at all.
import CLibrdkafka
import Glibc

extension KafkaMessage {
    /// The record stays librdkafka's; the caller destroys it afterwards.
    init(
        copying message: UnsafeMutablePointer<rd_kafka_message_t>, topic: String, headers: inout HeaderCopies
    ) {
        self.init(
            topic: topic,
            partition: message.pointee.partition,
            offset: message.pointee.offset,
            key: bytes(message.pointee.key, message.pointee.key_len),
            value: bytes(message.pointee.payload, message.pointee.len),
            headers: headers.copy(of: message),
            timestamp: rd_kafka_message_timestamp(message, nil))
    }
}

private func bytes(_ start: UnsafeMutableRawPointer?, _ count: Int) -> [UInt8]? {
    start.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: count)) }
}

/// Copies of headers. A record whose one header is that of the record before, as events have it, shares the copy.
struct HeaderCopies {
    private var last: [KafkaHeader] = []

    /// librdkafka parses headers when first asked for them; they belong to the record.
    mutating func copy(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> [KafkaHeader] {
        var headers: OpaquePointer?
        guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers else { return [] }
        let count = rd_kafka_header_cnt(headers)
        if count == 1, let known = last.first, Self.header(0, of: headers, known.isEqual) ?? false { return last }
        let copies = (0..<count).compactMap { Self.header($0, of: headers, KafkaHeader.init(name:value:)) }
        if count == 1 { last = copies }
        return copies
    }

    private static func header<Result>(
        _ index: Int, of headers: OpaquePointer, _ body: (UnsafePointer<CChar>, UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        let code = rd_kafka_header_get_all(headers, index, &name, &value, &size)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let name else { return nil }
        return body(name, UnsafeRawBufferPointer(start: value, count: size))
    }
}

extension KafkaHeader {
    fileprivate init(name: UnsafePointer<CChar>, value: UnsafeRawBufferPointer) {
        self.init(String(cString: name), [UInt8](value))
    }

    fileprivate func isEqual(_ name: UnsafePointer<CChar>, _ value: UnsafeRawBufferPointer) -> Bool {
        guard self.value.count == value.count, strcmp(self.name, name) == 0 else { return false }
        return self.value.withUnsafeBytes { own in own.elementsEqual(value) }
    }
}

/// One String a topic, found by librdkafka's topic handle. A handle lives as long as its partitions are assigned, so
/// whoever changes the assignment makes this forget them.
struct TopicNames {
    private var known: [(handle: OpaquePointer, name: String)] = []

    mutating func name(of handle: OpaquePointer?) -> String {
        guard let handle else { return "" }
        // A consumer reads a handful of topics: a walk is faster than hashing.
        for entry in known where entry.handle == handle { return entry.name }
        let name = String(cString: rd_kafka_topic_name(handle))
        known.append((handle, name))
        return name
    }

    mutating func forget() { known = [] }
}
