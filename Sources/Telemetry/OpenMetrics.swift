// The metrics as OpenMetrics 1.0 text, for Prometheus and other scrapers.

extension Metrics {
    /// OpenMetrics 1.0 text that ends with `# EOF`. Every family has the program's name as a label, which distinguishes
    /// the workers whatever the scraper calls them.
    public func openMetrics(_ health: Health.State) -> String {
        let numbers = snapshot
        var text = OpenMetricsText(program: program)
        text.process(health, version: version, librdkafka: librdkafka)
        text.family(.events)
        for (outcome, count) in zip(EventOutcome.allCases, numbers.outcomes) {
            text.sample(.events, ["outcome": outcome.rawValue], "\(count)")
        }
        text.histogram(.hop, numbers.hops)
        text.family(.commits)
        text.sample(.commits, ["result": "done"], "\(numbers.committed)")
        text.sample(.commits, ["result": "rolled-back"], "\(numbers.rolledBack)")
        text.single(.retries, "\(numbers.retries)")
        text.single(.paused, numbers.isPaused ? "1" : "0")
        text.single(.workInProgress, "\(numbers.atWork)")
        text.family(.openRecords)
        for load in numbers.load {
            text.sample(.openRecords, ["topic": load.topic, "partition": "\(load.partition)"], "\(load.open)")
        }
        text.family(.stalledOffset)
        for load in numbers.load {
            guard let stall = load.stall else { continue }
            text.sample(
                .stalledOffset, ["topic": load.topic, "partition": "\(load.partition)", "cause": stall.cause],
                "\(stall.offset)")
        }
        return text.ended
    }
}
