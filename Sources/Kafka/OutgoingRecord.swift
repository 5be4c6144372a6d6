// An outgoing record. The number of headers decides which librdkafka call takes it. librdkafka borrows everything for
// the call and copies key, value and headers before it returns.
import CLibrdkafka

enum OutgoingRecord {
    static func produce(
        _ client: OpaquePointer, _ topic: OpaquePointer, _ partition: Int32, key: [UInt8]?,
        value: UnsafeRawBufferPointer?,
        headers: [KafkaHeader], time: Int64 = 0
    ) -> rd_kafka_resp_err_t {
        withBytes(key) { key, keySize in
            let place = value.flatMap { placeOf($0) }
            let size = value?.count ?? 0
            switch (headers.count, time) {
            case (0, 0):
                let failed = rd_kafka_produce(
                    topic, partition, RD_KAFKA_MSG_F_COPY, UnsafeMutableRawPointer(mutating: place), size, key, keySize,
                    nil)
                return failed == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error()
            case (1, 0):
                return withHeader(headers, 0) { name, headerValue, headerSize in
                    kafka_produce_with_header(
                        client, topic, partition, key, keySize, place, size, name, headerValue, headerSize)
                }
            default:
                guard let list = copy(headers) else { return RD_KAFKA_RESP_ERR__FAIL }
                let code = kafka_produce_with_headers(
                    client, topic, partition, key, keySize, place, size, time, list)
                // Only after success librdkafka owns the list.
                if code != RD_KAFKA_RESP_ERR_NO_ERROR { rd_kafka_headers_destroy(list) }
                return code
            }
        }
    }

    /// A list in librdkafka's memory, which the caller hands over or destroys; nil if memory has run out.
    private static func copy(_ headers: [KafkaHeader]) -> OpaquePointer? {
        guard let list = rd_kafka_headers_new(headers.count) else { return nil }
        for index in headers.indices {
            withHeader(headers, index) { name, value, size in _ = rd_kafka_header_add(list, name, -1, value, size) }
        }
        return list
    }

    /// `withCString`, because passing a String to C copies it into a new array for each record.
    @inline(__always)
    private static func withHeader<Result>(
        _ headers: [KafkaHeader], _ index: Int, _ body: (UnsafePointer<CChar>, UnsafeRawPointer?, Int) -> Result
    ) -> Result {
        headers[index].name.withCString { name in
            withBytes(headers[index].value) { value, size in body(name, value, size) }
        }
    }
}

/// NULL for nil, and a valid pointer for empty: librdkafka distinguishes "none" from "empty" by the pointer.
@inline(__always)
private func withBytes<Result>(_ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> Result) -> Result {
    guard let bytes else { return body(nil, 0) }
    return bytes.withUnsafeBytes { body(placeOf($0), $0.count) }
}

private func placeOf(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
    bytes.isEmpty ? kafka_empty_place() : bytes.baseAddress
}
