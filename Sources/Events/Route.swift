// The route of a submission: its own list of stages, so that each worker finds the next one by itself.

import JSON
import Offers

/// The current step of a submission, and the steps after it.
public struct Route: Sendable, Hashable {
    /// A step of the submission and the stage that does it.
    public struct Stop: Sendable, Hashable {
        /// Index of the step in the profile.
        public var step: Int
        public var stage: Stage

        public init(step: Int, stage: Stage) {
            self.step = step
            self.stage = stage
        }
    }

    /// Index of the first step.
    public var step: Int
    /// The stage of the first step and of each later one; nil if a step does not apply to the offer.
    public var stages: [Stage?]

    public init(step: Int, stages: [Stage?]) {
        self.step = step
        self.stages = stages
    }

    /// The route of a new submission, from its first step on.
    public init(_ steps: [StepStatus]) {
        let first = steps.firstIndex { $0.state != .skipped } ?? 0
        self.init(step: first, stages: steps[first...].map { $0.state == .skipped ? nil : $0.stage })
    }

    public var stop: Stop { Stop(step: step, stage: stages.first.flatMap(\.self) ?? Stage(rawValue: "")) }

    /// The route from the next step on; nil after the last.
    public var next: Route? {
        guard let offset = stages.indices.dropFirst().first(where: { stages[$0] != nil }) else { return nil }
        return Route(step: step + offset, stages: Array(stages[offset...]))
    }
}
