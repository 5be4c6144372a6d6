// One record on its way into librdkafka: which of its calls takes it, by how many headers there are.
import CLibrdkafka

struct OutgoingRecord {
    let client: OpaquePointer
    let topic: OpaquePointer
    let partition: Int32
    let key: [UInt8]?
    let value: [UInt8]?
    let headers: [KafkaHeader]

    /// librdkafka copies key, value and headers before it returns.
    func produce() -> rd_kafka_resp_err_t {
        withBytes(key) { key, keySize in
            withBytes(value) { value, valueSize in
                switch headers.count {
                case 0: plain(key, keySize, value, valueSize)
                case 1: withOneHeader(key, keySize, value, valueSize)
                default: withHeaders(key, keySize, value, valueSize)
                }
            }
        }
    }

    private func plain(
        _ key: UnsafeRawPointer?, _ keySize: Int, _ value: UnsafeRawPointer?, _ valueSize: Int
    ) -> rd_kafka_resp_err_t {
        let failed = rd_kafka_produce(
            topic, partition, RD_KAFKA_MSG_F_COPY, UnsafeMutableRawPointer(mutating: value), valueSize, key, keySize,
            nil)
        return failed == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error()
    }

    private func withOneHeader(
        _ key: UnsafeRawPointer?, _ keySize: Int, _ value: UnsafeRawPointer?, _ valueSize: Int
    ) -> rd_kafka_resp_err_t {
        let header = headers[0]
        return withBytes(header.value) { headerValue, headerSize in
            kafka_produce_with_header(
                client, topic, partition, key, keySize, value, valueSize, header.name, headerValue, headerSize)
        }
    }

    private func withHeaders(
        _ key: UnsafeRawPointer?, _ keySize: Int, _ value: UnsafeRawPointer?, _ valueSize: Int
    ) -> rd_kafka_resp_err_t {
        guard let list = rd_kafka_headers_new(headers.count) else { return RD_KAFKA_RESP_ERR__FAIL }
        for header in headers {
            withBytes(header.value) { value, size in
                _ = rd_kafka_header_add(list, header.name, -1, value, size)
            }
        }
        let code = kafka_produce_with_headers(client, topic, partition, key, keySize, value, valueSize, list)
        // Only a success hands the list over.
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { rd_kafka_headers_destroy(list) }
        return code
    }
}

/// NULL for nil, a place of its own for no bytes: librdkafka tells "none" from "empty" by the pointer.
@inline(__always)
private func withBytes<Result>(_ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> Result) -> Result {
    guard let bytes else { return body(nil, 0) }
    return bytes.withUnsafeBytes { body($0.isEmpty ? kafka_empty_place() : $0.baseAddress, $0.count) }
}
