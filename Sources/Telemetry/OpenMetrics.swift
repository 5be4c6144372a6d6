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
        text.family("offers_lag_records", "gauge", "Offsets from the first unfinished record to the end of the log.")
        for lag in numbers.lag {
            text.sample("offers_lag_records", ["topic": lag.topic, "partition": "\(lag.partition)"], "\(lag.records)")
        }
        return text.ended
    }
}
