// Turns C's ways of reporting failure into `KafkaError`: a code, an error object, and a list of partitions with a code
// each.
import CLibrdkafka

/// Throws unless `code` means success. If the code is "fatal", asks `client` for the cause.
func check(_ code: rd_kafka_resp_err_t, _ operation: String, client: OpaquePointer? = nil) throws(KafkaError) {
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    if code == RD_KAFKA_RESP_ERR__FATAL, let client, let cause = fatalError(of: client, operation) { throw cause }
    throw KafkaError(operation: operation, code: code)
}

/// Throws unless `error` is NULL; frees it.
func check(error: OpaquePointer?, _ operation: String) throws(KafkaError) {
    guard let error else { return }
    defer { rd_kafka_error_destroy(error) }
    throw KafkaError(operation: operation, error: error)
}

/// The fatal error that the client has met, if any. Without one, this costs one atomic read.
func fatalError(of client: OpaquePointer, _ operation: String) -> KafkaError? {
    guard rd_kafka_fatal_error(client, nil, 0) != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    var words = [CChar](repeating: 0, count: 512)
    let code = rd_kafka_fatal_error(client, &words, words.count)
    return KafkaError(operation: operation, code: code, words: text(words), isFatal: true)
}

/// A C string in our buffer.
func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

extension KafkaError {
    package init(operation: String, code: rd_kafka_resp_err_t, words: String? = nil, isFatal: Bool = false) {
        let known = Code(code)
        self.init(
            operation: operation, code: known, name: String(cString: rd_kafka_err2name(code)),
            words: words ?? String(cString: rd_kafka_err2str(code)), isFatal: isFatal || known.isAlwaysFatal,
            isRetriable: known.isPassing)
    }

    init(operation: String, error: OpaquePointer) {
        let code = Code(rd_kafka_error_code(error))
        self.init(
            operation: operation, code: code, name: String(cString: rd_kafka_error_name(error)),
            words: String(cString: rd_kafka_error_string(error)),
            isFatal: rd_kafka_error_is_fatal(error) != 0 || code.isAlwaysFatal,
            isRetriable: rd_kafka_error_is_retriable(error) != 0,
            requiresAbort: rd_kafka_error_txn_requires_abort(error) != 0)
    }
}
