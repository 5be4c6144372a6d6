// Writes OpenMetrics 1.0 text: escaping, units and the order of a family's lines.

/// Writes families and samples in the order that the format demands.
package struct OpenMetricsText {
    private let program: String
    private var text = ""

    package init(program: String) {
        self.program = program
    }

    package var ended: String { text + "# EOF\n" }

    /// What every process reports.
    package mutating func process(_ health: Health.State, version: String) {
        family("offers_build", "info", "Which build this is.")
        sample("offers_build_info", ["version": version], "1")
        family("offers_ready", "gauge", "1 when the worker has joined its group and read back its tables.")
        sample("offers_ready", [:], health.isReady ? "1" : "0")
        family(
            "offers_heartbeat_timestamp_seconds", "gauge", "Time of the last turn of the main loop.", unit: "seconds")
        sample("offers_heartbeat_timestamp_seconds", [:], Self.seconds(health.lastBeat))
    }

    package mutating func family(_ name: String, _ type: String, _ help: String, unit: String? = nil) {
        text += "# TYPE \(name) \(type)\n"
        if let unit { text += "# UNIT \(name) \(unit)\n" }
        text += "# HELP \(name) \(help)\n"
    }

    package mutating func sample(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: String) {
        let own = labels.map { ",\($0.key)=\"\(Self.escaped($0.value))\"" }.joined()
        text += "\(name){program=\"\(Self.escaped(program))\"\(own)} \(value)\n"
    }

    package mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        family(name, "histogram", help, unit: "seconds")
        var count = 0
        for (index, inBucket) in histogram.counts.enumerated() {
            count += inBucket
            // Canonical numbers (section 5.3): 0.005, 1.0.
            let bound = index < Histogram.bounds.count ? "\(Double(Histogram.bounds[index]) / 1000)" : "+Inf"
            sample("\(name)_bucket", ["le": bound], "\(count)")
        }
        sample("\(name)_count", [:], "\(count)")
        sample("\(name)_sum", [:], Self.seconds(histogram.sum))
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
