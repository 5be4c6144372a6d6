// Writes OpenMetrics 1.0 text: escaping, units and the order of a family's lines.

import Operations

/// Writes families and samples in the order that the format requires.
package struct OpenMetricsText {
    private let program: String
    private var text = ""

    package init(program: String) {
        self.program = program
    }

    package var ended: String { text + "# EOF\n" }

    /// The metrics of every process.
    package mutating func process(_ health: Health.State, version: String, librdkafka: String) {
        single(.build, "1", ["librdkafka": librdkafka, "version": version])
        single(.ready, health.obstacle == nil ? "1" : "0")
        single(.heartbeat, Self.seconds(health.lastBeat))
    }

    /// A family with one sample.
    package mutating func single(_ metric: Metric, _ value: String, _ labels: KeyValuePairs<String, String> = [:]) {
        family(metric)
        sample(metric, labels, value)
    }

    package mutating func family(_ metric: Metric) {
        text += "# TYPE \(metric.rawValue) \(metric.kind.rawValue)\n"
        if let unit = metric.unit { text += "# UNIT \(metric.rawValue) \(unit)\n" }
        text += "# HELP \(metric.rawValue) \(metric.help)\n"
    }

    package mutating func sample(_ metric: Metric, _ labels: KeyValuePairs<String, String>, _ value: String) {
        sample(named: metric.sample, labels, value)
    }

    private mutating func sample(named name: String, _ labels: KeyValuePairs<String, String>, _ value: String) {
        let own = labels.map { ",\($0.key)=\"\(Self.escaped($0.value))\"" }.joined()
        text += "\(name){program=\"\(Self.escaped(program))\"\(own)} \(value)\n"
    }

    package mutating func histogram(_ metric: Metric, _ histogram: Histogram) {
        family(metric)
        let name = metric.sample
        var count = 0
        for (index, inBucket) in histogram.counts.enumerated() {
            count += inBucket
            // Canonical numbers (section 5.3): 0.005, 1.0.
            let bound = index < Histogram.bounds.count ? "\(Double(Histogram.bounds[index]) / 1000)" : "+Inf"
            sample(named: "\(name)_bucket", ["le": bound], "\(count)")
        }
        sample(named: "\(name)_count", [:], "\(count)")
        sample(named: "\(name)_sum", [:], Self.seconds(histogram.sum))
    }

    /// Milliseconds as seconds.
    package static func seconds(_ milliseconds: Int64) -> String {
        let fraction = String(milliseconds % 1000 + 1000).dropFirst()
        return "\(milliseconds / 1000).\(fraction)"
    }

    /// OpenMetrics 1.0, section 4.1.2, escaped-string.
    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
