// The records of an offer as text, filled in between constant pieces: what the pipeline writes, with the same facts and
// sizes (peers/records.py has them as dictionaries). Reading searches for the few members that are needed.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using View = std::string_view;

inline const std::vector<std::string> stages = {"validate-prerequisites", "certify", "provision-preview", "package",
                                                "provision-production", "go-live"};
/// The process of profiles/bench.json, by name and revision.
inline const char process[] = "bench@23c9478b";
inline const char coordinator[] = "offer-coordinator";
/// After how many milliseconds a step is overdue: a day.
inline constexpr int64_t longest = 86'400'000;

// Text

template <class... Pieces> void put(std::string &text, const Pieces &...pieces) { (text.append(pieces), ...); }

/// What is between `start` and the next `end`; empty where there is none.
inline View between(View text, View start, char end) {
    auto from = text.find(start);
    if (from == View::npos) return {};
    from += start.size();
    return text.substr(from, text.find(end, from) - from);
}

// Time

inline int64_t now() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

inline std::string timestamp(int64_t milliseconds) {
    using namespace std::chrono;
    sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds{milliseconds}};
    auto midnight = floor<days>(time);
    year_month_day date{midnight};
    hh_mm_ss clock{time - midnight};
    std::string text = "0000-00-00T00:00:00.000Z";
    auto digits = [&](size_t last, int64_t value) {
        for (; value > 0; value /= 10) text[last--] = char('0' + value % 10);
    };
    digits(3, int(date.year()));
    digits(6, unsigned(date.month()));
    digits(9, unsigned(date.day()));
    digits(12, clock.hours().count());
    digits(15, clock.minutes().count());
    digits(18, clock.seconds().count());
    digits(22, clock.subseconds().count());
    return text;
}

inline int64_t milliseconds(View text) {
    using namespace std::chrono;
    auto digits = [&](size_t from, size_t count) {
        int value = 0;
        for (char digit : text.substr(from, count)) value = value * 10 + (digit - '0');
        return value;
    };
    auto time = sys_days(year(digits(0, 4)) / digits(5, 2) / digits(8, 2)) + hours(digits(11, 2)) +
                minutes(digits(14, 2)) + std::chrono::seconds(digits(17, 2)) + std::chrono::milliseconds(digits(20, 3));
    return time.time_since_epoch().count();
}

// Records

/// An event up to its time; `id` is made of two pieces.
inline void begin(std::string &text, View id, View idEnd, View source, View type, View subject, View time) {
    text.clear();
    put(text, R"({"specversion":"1.0","id":")", id, idEnd, R"(","source":"/offers/)", source, R"(","type":"offers.)",
        type, R"(.v1","subject":")", subject, R"(","time":")", time, "\"");
}

/// `key/1/2-provision-preview/1`: an event's id without its kind.
inline std::string stepID(View key, View submission, int step, View stage) {
    std::string text;
    put(text, key, "/", submission, "/", std::to_string(step), "-", stage, "/1");
    return text;
}

/// A scheduled step; `rest` is what stays on the way: the addresses and the offer, to the end of the record.
inline void scheduledStep(std::string &text, View key, View submission, int step, View route, View source, View time,
                          View rest) {
    auto stage = between(route, "\"", '"');
    begin(text, stepID(key, submission, step, stage), "/scheduled", source, "step.scheduled", key, time);
    put(text, R"(,"submission":)", submission, R"(,"data":{"process":")", process, R"(","step":)", std::to_string(step),
        R"(,"route":[)", route, R"(],"notify":)", rest);
}

/// The route from a step to the end, without its brackets.
inline std::string routeFrom(size_t step) {
    std::string text;
    for (; step < stages.size(); step++) put(text, text.empty() ? "\"" : ",\"", stages[step], "\"");
    return text;
}

inline void outcome(std::string &text, View key, View submission, int step, View stage, View began, View time) {
    begin(text, stepID(key, submission, step, stage), "/completed", stage, "step.completed", key, time);
    put(text, R"(,"submission":)", submission, R"(,"step":)", std::to_string(step), R"(,"stage":")", stage,
        R"(","began":")", began, "\"}");
}

/// What a tracker keeps of an offer.
struct Offer {
    std::string command, title, type, notify;
    /// The finished steps as they are written, and when the running one was scheduled.
    std::string finished, scheduled;
    size_t step = 0;
    int history = 0;
    bool live = false;

    Offer() = default;
    Offer(View document, std::string id, std::string time)
        : command(std::move(id)), title(between(document, R"("title":")", '"')),
          type(between(document, R"("type":")", '"')), notify(between(document, R"("emails":[)", ']')),
          scheduled(std::move(time)) {}

    /// Ends the running step and begins the next one; behind the last, the offer is live.
    void complete(View began, View time) {
        put(finished, finished.empty() ? "" : ",", R"({"began":")", began, R"(","ended":")", time, "\"}");
        live = step + 1 == stages.size();
        if (!live) step++;
        scheduled = time;
    }

    void row(std::string &text, View key, View cause, View time) const {
        begin(text, cause, "/status", coordinator, "status.changed", key, time);
        if (!live) put(text, R"(,"deadline":")", timestamp(milliseconds(scheduled) + longest), "\"");
        put(text, R"(,"data":{"title":")", title, R"(","type":")", type, R"(","notify":[)", notify, "]");
        if (live) put(text, R"(,"live":{"submission":1,"since":")", time, "\"}");
        put(text, R"(,"submission":1,"state":")", live ? "Succeeded" : "Running",
            R"(","process":")", process, R"(","step":)", std::to_string(step), R"(,"steps":[)",
            finished);
        if (!live) {
            put(text, finished.empty() ? "" : ",", R"({"scheduled":")", scheduled, R"(","state":"InProgress"})");
            for (size_t left = step + 1; left < stages.size(); left++) put(text, ",{}");
        }
        put(text, R"(],"answer":{"command":")", command, R"("},"history":)", std::to_string(history), "}}");
    }

    /// The next entry of the history, made before `complete` for a step and after it for `live`.
    void entry(std::string &text, View key, View kind, View by, View cause, View time) {
        auto number = std::to_string(++history);
        begin(text, std::string(key) + "/transition-", number, coordinator, "transition.recorded", key, time);
        put(text, R"(,"data":{"sequence":)", number, R"(,"kind":")", kind, "\"", by, R"(,"cause":")", cause,
            R"(","submission":1,"process":")", process, live ? R"(","state":"Succeeded)" : "",
            R"(","step":{"index":)", std::to_string(step), R"(,"stage":")", stages[step], R"(","number":)",
            std::to_string(step + 1), R"(,"count":)", std::to_string(stages.size()), R"(},"title":")", title,
            R"(","notify":[)", notify, "]}}");
    }
};
