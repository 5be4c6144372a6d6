// The numbers as text for Prometheus and whoever else reads OpenMetrics 1.0.

extension Metrics {
    /// OpenMetrics 1.0 text, ended by `# EOF`. Every family carries the program's name, so that ten workers are told apart
    /// whatever the scraper calls them.
    public func openMetrics(_ health: Health.State) -> String {
        let numbers = snapshot
        var text = OpenMetricsText(program: program)
        text.family("offers_build", "info", "Which build this is.")
        text.sample("offers_build_info", ["version": version], "1")
        text.family("offers_ready", "gauge", "1 when the worker has joined its group and read back its tables.")
        text.sample("offers_ready", [:], health.isReady ? "1" : "0")
        text.family("offers_heartbeat_timestamp_seconds", "gauge", "When the loop last came round.", unit: "seconds")
        text.sample("offers_heartbeat_timestamp_seconds", [:], Self.seconds(health.lastBeat))
        text.family("offers_events", "counter", "Records finished and committed, by what came of them.")
        for (outcome, count) in zip(EventOutcome.allCases, numbers.outcomes) {
            text.sample("offers_events_total", ["outcome": outcome.rawValue], "\(count)")
        }
        text.histogram(
            "offers_hop_seconds", "From the writing of a record to the commit that finished it.", numbers.hops)
        text.family("offers_commits", "counter", "Transactions, or commits with at-least-once delivery, by their end.")
        text.sample("offers_commits_total", ["result": "done"], "\(numbers.committed)")
        text.sample("offers_commits_total", ["result": "undone"], "\(numbers.undone)")
        text.family("offers_retries", "counter", "Faults of ours that were tried again.")
        text.sample("offers_retries_total", [:], "\(numbers.retries)")
        text.family("offers_paused", "gauge", "1 while an operator has paused the worker's stage, or the line.")
        text.sample("offers_paused", [:], numbers.isPaused ? "1" : "0")
        text.family("offers_work_in_progress", "gauge", "Records taken in and not finished yet.")
        text.sample("offers_work_in_progress", [:], "\(numbers.atWork)")
        text.family("offers_lag_records", "gauge", "Offsets from the first unfinished record to the end of the log.")
        for lag in numbers.lag {
            text.sample("offers_lag_records", ["topic": lag.topic, "partition": "\(lag.partition)"], "\(lag.records)")
        }
        return text.ended
    }

    static func seconds(_ milliseconds: Int64) -> String {
        let fraction = String(milliseconds % 1000 + 1000).dropFirst()
        return "\(milliseconds / 1000).\(fraction)"
    }
}

/// Writes families and samples in the order the format asks.
private struct OpenMetricsText {
    private let program: String
    private var text = ""

    init(program: String) {
        self.program = program
    }

    var ended: String { text + "# EOF\n" }

    mutating func family(_ name: String, _ type: String, _ help: String, unit: String? = nil) {
        text += "# TYPE \(name) \(type)\n"
        if let unit { text += "# UNIT \(name) \(unit)\n" }
        text += "# HELP \(name) \(help)\n"
    }

    mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: String) {
        let own = labels.map { ",\($0.key)=\"\(Self.escaped($0.value))\"" }.joined()
        text += "\(name){program=\"\(Self.escaped(program))\"\(own)} \(value)\n"
    }

    mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        family(name, "histogram", help, unit: "seconds")
        var count = 0
        for (place, inBucket) in histogram.counts.enumerated() {
            count += inBucket
            // Canonical numbers (section 5.3): 0.005, 1.0.
            let bound = place < Histogram.bounds.count ? "\(Double(Histogram.bounds[place]) / 1000)" : "+Inf"
            sample("\(name)_bucket", ["le": bound], "\(count)")
        }
        sample("\(name)_count", [:], "\(count)")
        sample("\(name)_sum", [:], Metrics.seconds(histogram.sum))
    }

    /// OpenMetrics 1.0, section 4.1.2, escaped-string.
    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
