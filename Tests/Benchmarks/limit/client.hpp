// What the bare programs share: arguments, a client with the settings of the pipeline's own workers, errors that end
// the process. The settings follow Sources/Kafka/Settings/ClientDefaults.swift, so that both sides have the same.
#pragma once
#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

using Settings = std::vector<std::pair<std::string, std::string>>;

[[noreturn]] inline void die(const std::string &what) {
    fprintf(stderr, "%s\n", what.c_str());
    exit(1);
}

inline void check(rd_kafka_resp_err_t code, const char *what) {
    if (code) die(std::string(what) + ": " + rd_kafka_err2str(code));
}

inline void check(rd_kafka_error_t *error, const char *what) {
    if (error) die(std::string(what) + ": " + rd_kafka_error_string(error));
}

/// `--name value` pairs behind the subcommand.
struct Arguments {
    std::map<std::string, std::string> values;

    Arguments(int count, char **words) {
        for (int i = 2; i + 1 < count; i += 2) values[words[i] + 2] = words[i + 1];
    }
    std::string text(const char *name, const char *usual = nullptr) const {
        auto found = values.find(name);
        if (found != values.end()) return found->second;
        if (!usual) die(std::string("--") + name + " is missing");
        return usual;
    }
    long number(const char *name, long usual) const {
        auto found = values.find(name);
        return found == values.end() ? usual : atol(found->second.c_str());
    }
};

inline double seconds() {
    using namespace std::chrono;
    return duration<double>(steady_clock::now().time_since_epoch()).count();
}

inline rd_kafka_t *client(rd_kafka_type_t type, const Arguments &arguments, const Settings &own) {
    char words[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    Settings all = {{"bootstrap.servers", arguments.text("broker")}, {"socket.nagle.disable", "true"},
                    {"log.connection.close", "false"}, {"log_level", "3"}};
    all.insert(all.end(), own.begin(), own.end());
    for (auto &[key, value] : all)
        if (rd_kafka_conf_set(conf, key.c_str(), value.c_str(), words, sizeof words)) die(words);
    rd_kafka_t *made = rd_kafka_new(type, conf, words, sizeof words);
    if (!made) die(words);
    return made;
}

/// `linger` in ms: 50 where each batch ends in a flush, which does not wait for it; short for single records.
inline rd_kafka_t *producer(const Arguments &arguments, const std::string &transactionalID = "",
                            const char *linger = "50") {
    Settings own = {{"enable.idempotence", "true"}, {"acks", "all"}, {"partitioner", "murmur2_random"},
                    {"linger.ms", linger}, {"retry.backoff.ms", "5"}, {"compression.codec", "lz4"},
                    {"delivery.report.only.error", "true"}};
    if (!transactionalID.empty()) own.push_back({"transactional.id", transactionalID});
    return client(RD_KAFKA_PRODUCER, arguments, own);
}

inline rd_kafka_t *consumer(const Arguments &arguments, const std::string &group, Settings more = {}) {
    Settings own = {{"group.id", group}, {"enable.auto.commit", "false"}, {"enable.auto.offset.store", "false"},
                    {"auto.offset.reset", "earliest"}, {"isolation.level", "read_committed"},
                    {"partition.assignment.strategy", "range"}, {"queued.max.messages.kbytes", "16384"},
                    {"fetch.error.backoff.ms", "50"}, {"fetch.wait.max.ms", arguments.text("fetch-wait", "100")}};
    own.insert(own.end(), more.begin(), more.end());
    rd_kafka_t *made = client(RD_KAFKA_CONSUMER, arguments, own);
    rd_kafka_poll_set_consumer(made);
    return made;
}

/// A topic handle whose metadata is there: without it the first record waits up to a second (librdkafka #5032).
inline rd_kafka_topic_t *handle(rd_kafka_t *client, const std::string &topic) {
    rd_kafka_topic_t *made = rd_kafka_topic_new(client, topic.c_str(), nullptr);
    const rd_kafka_metadata_t *metadata;
    check(rd_kafka_metadata(client, 0, made, &metadata, 10000), "metadata");
    rd_kafka_metadata_destroy(metadata);
    return made;
}

inline void produce(rd_kafka_t *client, rd_kafka_topic_t *topic, const void *key, size_t keySize, const void *value,
                    size_t valueSize) {
    static const char name[] = "content-type", type[] = "application/cloudevents+json";
    while (true) {
        auto code = rd_kafka_producev(client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                      RD_KAFKA_V_KEY(key, keySize), RD_KAFKA_V_VALUE((void *)value, valueSize),
                                      RD_KAFKA_V_HEADER(name, type, sizeof type - 1), RD_KAFKA_V_END);
        if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) return check(code, "produce");
        rd_kafka_poll(client, 10);
    }
}
