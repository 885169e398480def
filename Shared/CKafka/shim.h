#include <librdkafka/rdkafka.h>
// The cluster in memory that the tests run against; it is part of the library.
#include <librdkafka/rdkafka_mock.h>

// What Swift cannot call: a function with a variable list of arguments.
//
// A copy of key and value is queued. On success the headers belong to librdkafka, otherwise they stay the caller's.
static inline rd_kafka_resp_err_t CKafka_produce(
    rd_kafka_t *handle, const char *topic, const void *key, size_t key_size, const void *value, size_t value_size,
    rd_kafka_headers_t *headers, void *opaque) {
    return rd_kafka_producev(
        handle, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY((void *)key, key_size), RD_KAFKA_V_VALUE((void *)value, value_size),
        RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
}
