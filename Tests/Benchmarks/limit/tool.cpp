// What the driver does on the broker: deletes topics, writes offers, waits until a group has read a topic, measures
// what is on topics, times a hop.
//   tool drop --broker B --names a,b,c                             deletes them
//   tool fill   --broker B --topic T --form command|step --count N [--stage S] [--from N]
//   tool rows   --broker B --topic T --count N                     status rows, as the coordinator writes them
//   tool await  --broker B --group G --topic T [--timeout S]       until the group has finished all of T
//   tool count  --broker B --topic T --count N [--timeout S]       until T has N committed records
//   tool sizes  --broker B --names a,b,c [--partitions 8]           records and bytes on each topic
//   tool hop    --broker B --in T --out T2 --stage S --rate 50 --count 500
#include <algorithm>
#include <cinttypes>
#include <sstream>
#include <thread>

#include "client.hpp"
#include "records.hpp"

static std::vector<std::string> split(const std::string &text) {
    std::vector<std::string> parts;
    std::stringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
    return parts;
}

// Topics

static void await(rd_kafka_queue_t *queue) {
    auto event = rd_kafka_queue_poll(queue, 30000);
    if (!event) die("the broker does not answer an admin request");
    rd_kafka_event_destroy(event);
}

static void drop(const Arguments &arguments) {
    auto admin = client(RD_KAFKA_PRODUCER, arguments, {});
    auto queue = rd_kafka_queue_new(admin);
    auto names = split(arguments.text("names"));
    for (int round = 0; round < 100; round++) {
        const rd_kafka_metadata_t *metadata;
        check(rd_kafka_metadata(admin, 1, nullptr, &metadata, 10000), "metadata");
        std::vector<rd_kafka_DeleteTopic_t *> old;
        for (auto &name : names)
            for (int i = 0; i < metadata->topic_cnt; i++)
                if (name == metadata->topics[i].topic) old.push_back(rd_kafka_DeleteTopic_new(name.c_str()));
        rd_kafka_metadata_destroy(metadata);
        if (old.empty()) return;
        rd_kafka_DeleteTopics(admin, old.data(), old.size(), nullptr, queue);
        await(queue);
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    die("topics could not be deleted");
}

// Records

static std::string key(long number) {
    char text[40];
    snprintf(text, sizeof text, "bench/offer-%06ld", number);
    return text;
}

static const char addresses[] = R"(["publisher@bench.example"])";

/// An offer document of 1,000 bytes.
static std::string document(long number) {
    std::string text, end;
    put(text, R"({"publisher":"bench","offer":")", key(number).substr(6), R"(","type":"virtual-machine","version":1,)",
        R"("listing":{"title":"A benchmark offer","summary":"Moves through the pipeline","description":")");
    put(end, R"("},"notifications":{"emails":)", addresses, R"(,"language":"en"},"plans":[]})");
    static const std::string words = "Lorem ipsum dolor sit amet. ";
    for (size_t i = 0; text.size() + end.size() < 1000; i++) text += words[i % words.size()];
    return text + end;
}

/// A scheduled step as the stage before this one writes it.
static std::string scheduled(long number, const std::string &stage) {
    size_t step = std::find(stages.begin(), stages.end(), stage) - stages.begin();
    if (step == stages.size()) die("the process has no stage " + stage);
    std::string text, rest;
    put(rest, addresses, R"(,"offer":)", document(number), "}}");
    scheduledStep(text, key(number), "1", step, routeFrom(step), step ? stages[step - 1] : coordinator,
                  timestamp(now()), rest);
    return text;
}

static void fill(const Arguments &arguments) {
    auto writer = producer(arguments, "", "1");
    auto topic = handle(writer, arguments.text("topic"));
    bool bare = arguments.text("form") == "command";
    auto stage = arguments.text("stage", "");
    long from = arguments.number("from", 0), count = arguments.number("count", 1000);
    for (long i = from; i < from + count; i++) {
        auto name = key(i), value = bare ? document(i) : scheduled(i, stage);
        if (bare) {
            while (rd_kafka_produce(topic, -1, RD_KAFKA_MSG_F_COPY, value.data(), value.size(), name.data(),
                                    name.size(), nullptr))
                rd_kafka_poll(writer, 10);
        } else {
            produce(writer, topic, name.data(), name.size(), value.data(), value.size());
        }
    }
    check(rd_kafka_flush(writer, 60000), "flush");
}

/// The row of an offer that is live, as the coordinator writes it.
static std::string row(long number) {
    auto subject = key(number), time = timestamp(now());
    Offer offer(document(number), "offers.commands/0/" + std::to_string(number), time);
    for (size_t i = 0; i < stages.size(); i++) offer.complete(time, time);
    offer.history = 8;
    std::string text;
    offer.row(text, subject, stepID(subject, "1", offer.step, stages.back()) + "/completed", time);
    return text;
}

static void rows(const Arguments &arguments) {
    auto writer = producer(arguments, "", "1");
    auto topic = handle(writer, arguments.text("topic"));
    long count = arguments.number("count", 1000);
    double bytes = 0;
    for (long i = 0; i < count; i++) {
        auto name = key(i), value = row(i);
        bytes += name.size() + value.size();
        produce(writer, topic, name.data(), name.size(), value.data(), value.size());
    }
    check(rd_kafka_flush(writer, 60000), "flush");
    printf("{\"bytes_a_row\":%.1f}\n", bytes / count);
}

// Waiting

/// Reads the topic until it had `count` records; prints how many a second came between the first tenth and the last.
static void awaitCount(const Arguments &arguments) {
    auto reader = consumer(arguments, "bench-count");
    auto list = rd_kafka_topic_partition_list_new(64);
    for (int i = 0; i < arguments.number("partitions", 8); i++)
        rd_kafka_topic_partition_list_add(list, arguments.text("topic").c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    check(rd_kafka_assign(reader, list), "assign");
    long wanted = arguments.number("count", 1000), found = 0;
    double first = 0, last = 0, end = seconds() + arguments.number("timeout", 120);
    while (found < wanted) {
        if (seconds() > end) die(std::to_string(found) + " of " + std::to_string(wanted) + " records in time");
        auto message = rd_kafka_consumer_poll(reader, 100);
        if (!message) continue;
        if (!message->err) found++;
        if (found >= wanted / 10 && !first) first = seconds();
        if (found >= wanted - wanted / 10 && !last) last = seconds();
        rd_kafka_message_destroy(message);
    }
    printf("{\"a_second\":%.1f}\n", (wanted - 2 * (wanted / 10)) / (last - first));
}

/// Whether there are records (not only markers of transactions) between what is committed and the end.
static bool anythingLeft(rd_kafka_t *reader, rd_kafka_topic_partition_list_t *committed) {
    check(rd_kafka_assign(reader, committed), "assign");
    bool found = false;
    for (int open = committed->cnt; open > 0 && !found;) {
        auto message = rd_kafka_consumer_poll(reader, 2000);
        if (!message) continue;
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) open--;
        else found = true;
        rd_kafka_message_destroy(message);
    }
    rd_kafka_assign(reader, nullptr);
    return found;
}

static void awaitGroup(const Arguments &arguments) {
    auto reader = consumer(arguments, arguments.text("group"), {{"enable.partition.eof", "true"}});
    auto topic = arguments.text("topic");
    double end = seconds() + arguments.number("timeout", 120);
    while (seconds() < end) {
        auto list = rd_kafka_topic_partition_list_new(64);
        int64_t behind = 0;
        for (int i = 0; i < arguments.number("partitions", 8); i++)
            rd_kafka_topic_partition_list_add(list, topic.c_str(), i);
        if (rd_kafka_committed(reader, list, 10000)) { rd_kafka_topic_partition_list_destroy(list); continue; }
        for (int i = 0; i < list->cnt; i++) {
            int64_t low, high;
            // A topic made a moment ago may have no leader that is known yet.
            while (rd_kafka_query_watermark_offsets(reader, topic.c_str(), i, &low, &high, 10000)) {
                if (seconds() > end) die("watermarks of " + topic + " cannot be read");
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
            if (list->elems[i].offset < 0) list->elems[i].offset = low;
            behind += high - list->elems[i].offset;
        }
        if (behind == 0 || (behind < 400 && !anythingLeft(reader, list))) return;
        rd_kafka_topic_partition_list_destroy(list);
        std::this_thread::sleep_for(std::chrono::milliseconds(behind > 20000 ? 100 : 20));
    }
    die("the group has not finished " + topic + " in time");
}

/// Reads topics to their ends; prints records, bytes of their values and bytes of their keys for each.
static void sizes(const Arguments &arguments) {
    printf("{");
    const char *comma = "";
    for (auto &name : split(arguments.text("names"))) {
        auto reader = consumer(arguments, "bench-sizes", {{"enable.partition.eof", "true"}});
        auto list = rd_kafka_topic_partition_list_new(64);
        for (int i = 0; i < arguments.number("partitions", 8); i++)
            rd_kafka_topic_partition_list_add(list, name.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
        check(rd_kafka_assign(reader, list), "assign");
        long records = 0, values = 0, keys = 0;
        for (int open = list->cnt; open > 0;) {
            auto message = rd_kafka_consumer_poll(reader, 1000);
            if (!message) continue;
            if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) open--;
            else if (message->err) die(rd_kafka_message_errstr(message));
            else records++, values += message->len, keys += message->key_len;
            rd_kafka_message_destroy(message);
        }
        rd_kafka_topic_partition_list_destroy(list);
        rd_kafka_consumer_close(reader);
        rd_kafka_destroy(reader);
        printf("%s\"%s\":{\"records\":%ld,\"value_bytes\":%ld,\"key_bytes\":%ld}", comma, name.c_str(), records, values,
               keys);
        comma = ",";
    }
    printf("}\n");
}

/// Writes at a steady rate and reads what comes out at the other end; prints percentiles of the time between, in ms.
static void hop(const Arguments &arguments) {
    long count = arguments.number("count", 500), rate = arguments.number("rate", 50);
    auto reader = consumer(arguments, "bench-hop", {{"enable.partition.eof", "true"}});
    auto list = rd_kafka_topic_partition_list_new(64);
    for (int i = 0; i < arguments.number("partitions", 8); i++)
        rd_kafka_topic_partition_list_add(list, arguments.text("out").c_str(), i)->offset = RD_KAFKA_OFFSET_END;
    check(rd_kafka_assign(reader, list), "assign");
    for (int open = list->cnt; open > 0;) {
        auto message = rd_kafka_consumer_poll(reader, 1000);
        if (!message) continue;
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) open--;
        rd_kafka_message_destroy(message);
    }
    long base = arguments.number("from", 50000000);
    auto stage = arguments.text("stage");
    std::vector<double> sent(count);
    std::thread writing([&] {
        auto writer = producer(arguments, "", "1");
        auto topic = handle(writer, arguments.text("in"));
        double start = seconds();
        for (long i = 0; i < count; i++) {
            auto name = key(base + i), value = scheduled(base + i, stage);
            double due = start + double(i) / rate;
            if (double wait = due - seconds(); wait > 0) std::this_thread::sleep_for(std::chrono::duration<double>(wait));
            sent[i] = seconds();
            produce(writer, topic, name.data(), name.size(), value.data(), value.size());
        }
        rd_kafka_flush(writer, 30000);
    });
    std::vector<double> times;
    double end = seconds() + double(count) / rate + 30;
    while (times.size() < size_t(count) && seconds() < end) {
        auto message = rd_kafka_consumer_poll(reader, 100);
        if (!message) continue;
        if (!message->err) {
            std::string name((char *)message->key, message->key_len);
            long number = atol(name.substr(name.rfind('-') + 1).c_str()) - base;
            if (number >= 0 && number < count) times.push_back((seconds() - sent[number]) * 1000);
        }
        rd_kafka_message_destroy(message);
    }
    writing.join();
    if (times.empty()) die("nothing came out");
    std::sort(times.begin(), times.end());
    auto at = [&](double share) { return times[std::min(times.size() - 1, size_t(share * times.size()))]; };
    printf("{\"count\":%zu,\"p50\":%.2f,\"p90\":%.2f,\"p99\":%.2f,\"max\":%.2f,\"curve\":[", times.size(), at(.5),
           at(.9), at(.99), times.back());
    for (int i = 0; i <= 100; i += 2) printf("%s%.2f", i ? "," : "", at(i / 100.0));
    printf("]}\n");
}

int main(int count, char **words) {
    if (count < 2) die("usage: tool drop|fill|rows|await|count|sizes|hop --broker HOST:PORT …; see the head of tool.cpp");
    Arguments arguments(count, words);
    std::string verb = words[1];
    if (verb == "drop") drop(arguments);
    else if (verb == "fill") fill(arguments);
    else if (verb == "rows") rows(arguments);
    else if (verb == "await") awaitGroup(arguments);
    else if (verb == "count") awaitCount(arguments);
    else if (verb == "sizes") sizes(arguments);
    else if (verb == "hop") hop(arguments);
    else die("unknown verb; one of topics, fill, rows, await, count, sizes, hop");
}
