// The metrics as OpenMetrics 1.0 text, for Prometheus and other scrapers.

extension Metrics {
    /// OpenMetrics 1.0 text, ended by `# EOF`. Every family has the program's name as a label, which distinguishes the
    /// workers whatever the scraper calls them.
    public func openMetrics(_ health: Health.State) -> String {
        let numbers = snapshot
        var text = OpenMetricsText(program: program)
        text.process(health, version: version)
        text.family("offers_events", "counter", "Records finished and committed, by outcome.")
        for (outcome, count) in zip(EventOutcome.allCases, numbers.outcomes) {
            text.sample("offers_events_total", ["outcome": outcome.rawValue], "\(count)")
        }
        text.histogram(
            "offers_hop_seconds", "Time from the writing of a record to the commit that finished it.", numbers.hops)
        text.family("offers_commits", "counter", "Transactions, or commits with at-least-once delivery, by result.")
        text.sample("offers_commits_total", ["result": "done"], "\(numbers.committed)")
        text.sample("offers_commits_total", ["result": "rolled-back"], "\(numbers.rolledBack)")
        text.family("offers_retries", "counter", "Faults that were tried again.")
        text.sample("offers_retries_total", [:], "\(numbers.retries)")
        text.family("offers_paused", "gauge", "1 while an operator has paused the worker's stage or the pipeline.")
        text.sample("offers_paused", [:], numbers.isPaused ? "1" : "0")
        text.family("offers_work_in_progress", "gauge", "Records that were read and are not finished.")
        text.sample("offers_work_in_progress", [:], "\(numbers.atWork)")
        text.family("offers_open_records", "gauge", "Records that are not finished: at work, or not read yet.")
        for load in numbers.load {
            text.sample("offers_open_records", ["topic": load.topic, "partition": "\(load.partition)"], "\(load.open)")
        }
        text.family(
            "offers_stalled_offset", "gauge", "Offset at which a partition has made no progress for a minute or more.")
        for load in numbers.load {
            guard let stall = load.stall else { continue }
            text.sample(
                "offers_stalled_offset",
                ["topic": load.topic, "partition": "\(load.partition)", "cause": stall.cause], "\(stall.offset)")
        }
        return text.ended
    }
}
