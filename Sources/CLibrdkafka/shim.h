// What Swift needs of librdkafka beyond its headers: calls with variable arguments, as static inlines.
#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

/// A place that is not NULL, for keys and values of length zero: librdkafka reads NULL as "there is none".
static inline const void *kafka_empty_place(void) {
    static const char place = 0;
    return &place;
}

/// Produces a copy of key and value with one header, by topic handle; everything stays the caller's.
/// With RD_KAFKA_V_HEADER librdkafka makes and frees the headers itself, so that nothing is freed twice (#4627).
static inline rd_kafka_resp_err_t kafka_produce_with_header(
    rd_kafka_t *rk, rd_kafka_topic_t *topic, int32_t partition, const void *key, size_t key_size,
    const void *value, size_t value_size, const char *header, const void *header_value, size_t header_size) {
    return rd_kafka_producev(
        rk, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_VALUE((void *)value, value_size),
        RD_KAFKA_V_HEADER(header, header_value, header_size), RD_KAFKA_V_END);
}

/// As above with a list of headers, and with the record's time in milliseconds (0: now). On success librdkafka owns
/// `headers`; on failure they stay the caller's.
static inline rd_kafka_resp_err_t kafka_produce_with_headers(
    rd_kafka_t *rk, rd_kafka_topic_t *topic, int32_t partition, const void *key, size_t key_size,
    const void *value, size_t value_size, int64_t time, rd_kafka_headers_t *headers) {
    return rd_kafka_producev(
        rk, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_VALUE((void *)value, value_size),
        RD_KAFKA_V_TIMESTAMP(time), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
}
