// The limit: what the line would cost if it did nothing but move bytes. A stage that forwards each record and says a
// word about it, and a tracker that keeps a row an offer; both read, write and commit as the line's workers do.
//   limit stage   --broker B --group G --in T --out T2 (or none) --outcomes T3 --delivery exactly-once|at-least-once
//   limit tracker --broker B --group G --in T --status T2 --history T3 [--commands T --first T]
//   limit restore --broker B --topic T [--wait S]
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "client.hpp"

static volatile sig_atomic_t stopped = 0;

/// Reads a batch, answers it, commits: offsets first in the transaction, which halves its time (brokers.md).
struct Loop {
    static constexpr size_t most = 1000;
    bool exactlyOnce;
    rd_kafka_t *reader, *writer;
    std::vector<rd_kafka_message_t *> batch;

    Loop(const Arguments &arguments, const std::vector<std::string> &inputs) {
        auto group = arguments.text("group");
        exactlyOnce = arguments.text("delivery", "exactly-once") == "exactly-once";
        Settings more;
        if (!arguments.text("instance", "").empty())
            more = {{"group.instance.id", arguments.text("instance")}};
        if (!exactlyOnce) more.push_back({"session.timeout.ms", "6000"});
        reader = consumer(arguments, group, more);
        writer = producer(arguments, exactlyOnce ? group + arguments.text("instance", "") : "");
        if (exactlyOnce) check(rd_kafka_init_transactions(writer, 30000), "init transactions");
        auto topics = rd_kafka_topic_partition_list_new(2);
        for (auto &input : inputs) rd_kafka_topic_partition_list_add(topics, input.c_str(), -1);
        check(rd_kafka_subscribe(reader, topics), "subscribe");
        rd_kafka_topic_partition_list_destroy(topics);
        batch.reserve(most);
    }

    void run(const std::function<void(rd_kafka_message_t *)> &answer) {
        while (!stopped) {
            int wait = 1000;
            while (batch.size() < most) {
                auto message = rd_kafka_consumer_poll(reader, wait);
                if (!message) break;
                if (message->err) die(rd_kafka_message_errstr(message));
                batch.push_back(message);
                wait = 0;
            }
            if (!batch.empty()) finish(answer);
        }
        rd_kafka_consumer_close(reader);
    }

    void finish(const std::function<void(rd_kafka_message_t *)> &answer) {
        auto offsets = nextOffsets();
        if (exactlyOnce) {
            check(rd_kafka_begin_transaction(writer), "begin");
            auto metadata = rd_kafka_consumer_group_metadata(reader);
            check(rd_kafka_send_offsets_to_transaction(writer, offsets, metadata, 30000), "send offsets");
            rd_kafka_consumer_group_metadata_destroy(metadata);
        }
        for (auto message : batch) answer(message);
        if (exactlyOnce) {
            // librdkafka 2.0.2's senders sit out 10 ms after a partition joins a transaction; a flush wakes them.
            for (int i = 0; i < 20 && rd_kafka_outq_len(writer) > 0; i++) rd_kafka_flush(writer, 1);
            check(rd_kafka_commit_transaction(writer, 30000), "commit");
        } else {
            check(rd_kafka_flush(writer, 30000), "flush");
            check(rd_kafka_commit(reader, offsets, 0), "commit offsets");
        }
        rd_kafka_topic_partition_list_destroy(offsets);
        for (auto message : batch) rd_kafka_message_destroy(message);
        batch.clear();
    }

    rd_kafka_topic_partition_list_t *nextOffsets() {
        auto list = rd_kafka_topic_partition_list_new(16);
        for (auto message : batch) {
            auto name = rd_kafka_topic_name(message->rkt);
            auto place = rd_kafka_topic_partition_list_find(list, name, message->partition);
            if (!place) place = rd_kafka_topic_partition_list_add(list, name, message->partition);
            place->offset = message->offset + 1;
        }
        return list;
    }
};

static void stage(const Arguments &arguments) {
    Loop loop(arguments, {arguments.text("in")});
    auto out = arguments.text("out", "").empty() ? nullptr : handle(loop.writer, arguments.text("out"));
    auto outcomes = handle(loop.writer, arguments.text("outcomes"));
    char outcome[512];
    loop.run([&](rd_kafka_message_t *message) {
        if (out) produce(loop.writer, out, message->key, message->key_len, message->payload, message->len);
        int size = snprintf(outcome, sizeof outcome,
            "{\"specversion\":\"1.0\",\"id\":\"%.*s/1/2-certify/1/completed\",\"source\":\"/offers/certify\","
            "\"type\":\"offers.step.completed.v1\",\"subject\":\"%.*s\",\"time\":\"2026-01-31T09:00:00.000Z\","
            "\"step\":2,\"stage\":\"certify\",\"attempt\":1}",
            (int)message->key_len, (char *)message->key, (int)message->key_len, (char *)message->key);
        produce(loop.writer, outcomes, message->key, message->key_len, outcome, size);
    });
}

/// Keeps a row an offer and writes it and a line of history for each outcome; a command starts its offer.
static void tracker(const Arguments &arguments) {
    auto commands = arguments.text("commands");
    Loop loop(arguments, {commands, arguments.text("in")});
    auto first = handle(loop.writer, arguments.text("first"));
    auto status = handle(loop.writer, arguments.text("status"));
    auto history = handle(loop.writer, arguments.text("history"));
    std::unordered_map<std::string, int> rows;
    std::string row(1000, ' '), line(400, ' ');
    loop.run([&](rd_kafka_message_t *message) {
        std::string key((char *)message->key, message->key_len);
        int count = ++rows[key];
        if (commands == rd_kafka_topic_name(message->rkt))
            produce(loop.writer, first, message->key, message->key_len, message->payload, message->len);
        row.replace(0, 20, std::to_string(count) + std::string(20 - std::to_string(count).size(), ' '));
        produce(loop.writer, history, message->key, message->key_len, line.data(), line.size());
        produce(loop.writer, status, message->key, message->key_len, row.data(), row.size());
    });
}

/// Reads a compacted topic into a map, as a coordinator does that comes back.
static void restore(const Arguments &arguments) {
    double start = seconds();
    auto reader = consumer(arguments, "limit-restore", {{"enable.partition.eof", "true"},
        {"queued.min.messages", "10000000"}, {"queued.max.messages.kbytes", "262144"}});
    auto topic = arguments.text("topic");
    auto partitions = rd_kafka_topic_partition_list_new(64);
    for (int i = 0; i < arguments.number("partitions", 8); i++)
        rd_kafka_topic_partition_list_add(partitions, topic.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    check(rd_kafka_assign(reader, partitions), "assign");
    std::unordered_map<std::string, std::string> rows;
    for (int open = partitions->cnt; open > 0;) {
        auto message = rd_kafka_consumer_poll(reader, 1000);
        if (!message) continue;
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) open--;
        else if (message->err) die(rd_kafka_message_errstr(message));
        else rows[std::string((char *)message->key, message->key_len)] =
            std::string((char *)message->payload, message->len);
        rd_kafka_message_destroy(message);
    }
    rusage used;
    getrusage(RUSAGE_SELF, &used);
    double processor = used.ru_utime.tv_sec + used.ru_stime.tv_sec +
                       (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    printf("{\"rows\":%zu,\"seconds\":%.3f,\"processor\":%.3f,\"peak_mb\":%.1f}\n", rows.size(), seconds() - start,
           processor, used.ru_maxrss / 1024.0);
    fflush(stdout);
    // Kept, so that what it holds can be measured.
    for (long left = arguments.number("wait", 0); left > 0 && !stopped; left--) sleep(1);
}

int main(int count, char **words) {
    if (count < 2) die("usage: limit stage|tracker|restore --broker HOST:PORT …; see the head of limit.cpp");
    signal(SIGTERM, [](int) { stopped = 1; });
    Arguments arguments(count, words);
    std::string_view verb = words[1];
    if (verb == "stage") stage(arguments);
    else if (verb == "tracker") tracker(arguments);
    else if (verb == "restore") restore(arguments);
    else die("unknown verb; one of stage, tracker, restore");
}
