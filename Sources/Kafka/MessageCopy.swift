// Copies a record out of librdkafka's memory: key and value once, headers only if there are any, and never the topic's
// name.
import CLibrdkafka
import Glibc

extension KafkaMessage {
    /// The record still belongs to librdkafka; the caller destroys it.
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

/// Copies headers. If a record has one header equal to the previous record's, as events do, both share the copy.
struct HeaderCopies {
    private var last: [KafkaHeader] = []
    /// The last topic's name as a C string: a String would be copied for each comparison.
    private var name: [CChar] = []

    /// librdkafka parses headers on first access; they belong to the record.
    mutating func copy(of message: UnsafeMutablePointer<rd_kafka_message_t>) -> [KafkaHeader] {
        var headers: OpaquePointer?
        guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers else { return [] }
        let count = rd_kafka_header_cnt(headers)
        var copies: [KafkaHeader] = []
        for index in 0..<count {
            var name: UnsafePointer<CChar>?
            var value: UnsafeRawPointer?
            var size = 0
            let code = rd_kafka_header_get_all(headers, index, &name, &value, &size)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let name else { continue }
            if count == 1, isLast(name, value, size) { return last }
            let bytes = [UInt8](UnsafeRawBufferPointer(start: value, count: size))
            copies.append(KafkaHeader(String(cString: name), bytes))
        }
        if count == 1, let only = copies.first {
            last = copies
            name = Array(only.name.utf8CString)
        }
        return copies
    }

    private func isLast(_ name: UnsafePointer<CChar>, _ value: UnsafeRawPointer?, _ size: Int) -> Bool {
        guard let known = last.first?.value, known.count == size, strcmp(self.name, name) == 0 else { return false }
        guard size > 0, let value else { return size == 0 }
        return known.withUnsafeBytes { memcmp($0.baseAddress.unsafelyUnwrapped, value, size) == 0 }
    }
}

/// One String for each topic, by librdkafka's topic handle. A handle lives as long as its partitions are assigned, so
/// clear this when the assignment changes.
struct TopicNames {
    private var known: [(handle: OpaquePointer, name: String)] = []

    mutating func name(of handle: OpaquePointer?) -> String {
        guard let handle else { return "" }
        // A consumer reads few topics: a linear search is faster than hashing.
        for entry in known where entry.handle == handle { return entry.name }
        let name = String(cString: rd_kafka_topic_name(handle))
        known.append((handle, name))
        return name
    }

    mutating func forget() { known = [] }
}
