// The bare pipeline: it writes the records that ours writes, from pieces of text, and checks next to nothing. A stage
// schedules the next step and reports its own; a tracker keeps the state of each offer. Both read, write and commit as
// the pipeline's workers do.
//   limit stage   --broker B --group G --in T --out T2 (or none) --outcomes T3 --delivery exactly-once|at-least-once
//   limit tracker --broker B --group G --in T --status T2 --history T3 --commands T --first T
//   limit restore --broker B --topic T [--wait S]
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <unordered_map>

#include "client.hpp"
#include "records.hpp"

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

/// Schedules each record's next step and reports this one.
static void stage(const Arguments &arguments) {
    Loop loop(arguments, {arguments.text("in")});
    auto out = arguments.text("out", "").empty() ? nullptr : handle(loop.writer, arguments.text("out"));
    auto outcomes = handle(loop.writer, arguments.text("outcomes"));
    auto name = arguments.text("group");
    std::string text;
    loop.run([&](rd_kafka_message_t *message) {
        auto began = timestamp(now());
        View key((char *)message->key, message->key_len), step((char *)message->payload, message->len);
        auto submission = between(step, R"("submission":)", ',');
        int index = atoi(between(step, R"("step":)", ',').data());
        auto route = between(step, R"("route":[)", ']');
        auto comma = route.find(',');
        auto time = timestamp(now());
        if (out && comma != View::npos) {
            auto rest = step.substr(step.find(R"("notify":)") + 9);
            scheduledStep(text, key, submission, index + 1, route.substr(comma + 1), name, time, rest);
            produce(loop.writer, out, message->key, message->key_len, text.data(), text.size());
        }
        outcome(text, key, submission, index, name, began, time);
        produce(loop.writer, outcomes, message->key, message->key_len, text.data(), text.size());
    });
}

/// Keeps the state of each offer. Each event that changes it writes a status row and an entry of the history; a command
/// also schedules the first step.
static void tracker(const Arguments &arguments) {
    auto commands = arguments.text("commands");
    Loop loop(arguments, {commands, arguments.text("in")});
    auto first = handle(loop.writer, arguments.text("first"));
    auto status = handle(loop.writer, arguments.text("status"));
    auto history = handle(loop.writer, arguments.text("history"));
    std::unordered_map<std::string, Offer> offers;
    const auto route = routeFrom(0);
    std::string text;
    loop.run([&](rd_kafka_message_t *message) {
        std::string key((char *)message->key, message->key_len);
        View value((char *)message->payload, message->len);
        auto write = [&](rd_kafka_topic_t *topic) {
            produce(loop.writer, topic, message->key, message->key_len, text.data(), text.size());
        };
        auto &offer = offers[key];
        if (commands == rd_kafka_topic_name(message->rkt)) {
            rd_kafka_timestamp_type_t kind;
            auto time = timestamp(rd_kafka_message_timestamp(message, &kind));
            auto cause = commands + "/" + std::to_string(message->partition) + "/" + std::to_string(message->offset);
            offer = Offer(value, cause, time);
            std::string rest;
            put(rest, "[", offer.notify, R"(],"offer":)", value, "}}");
            scheduledStep(text, key, "1", 0, route, coordinator, time, rest);
            write(first);
            offer.entry(text, key, "submitted", R"(,"by":{"kind":"publisher"})", cause, time);
            write(history);
            offer.row(text, key, cause, time);
            return write(status);
        }
        // An outcome of another step than the running one changes nothing.
        if (offer.live || between(value, R"("stage":")", '"') != stages[offer.step]) return;
        auto cause = between(value, R"("id":")", '"'), time = between(value, R"("time":")", '"');
        offer.entry(text, key, "step-completed", "", cause, time);
        write(history);
        offer.complete(between(value, R"("began":")", '"'), time);
        if (offer.live) {
            offer.entry(text, key, "live", "", cause, time);
            write(history);
        }
        offer.row(text, key, cause, time);
        write(status);
    });
}

/// Reads a compacted topic into a map, as a coordinator does when it starts.
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
