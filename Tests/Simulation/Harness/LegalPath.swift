// Which histories an offer may have, written down a second time and from the requirements, not from the coordinator's
// code: a mistake in its state machine shows as a difference between the two.

import Base
import Offers

/// Follows the history of one offer and complains where it leaves the way.
struct LegalPath {
    enum Place: Equatable {
        case nothing
        /// At work on a stop, counted from 1.
        case at(Int)
        case blocked(Int)
        case approval(Int)
        case waiting(Int)
        /// Sign-off or an approval has been passed; the stop is about to be complete.
        case passed(Int)
        /// The last stop is complete.
        case done
        case ended
    }

    /// At-least-once, an attempt that ended blocked may be read and worked on once more, and then complete its step: the
    /// offer has been handed off, and continues from the step that was blocked.
    let delivery: Invariants.DeliveryGuarantee
    private(set) var place = Place.nothing
    private(set) var submissions = 0
    private var overdue: Set<Int> = []
    private(set) var isPaused = false
    /// Whether customers find the offer.
    private var isSold = false

    /// Whether a submission runs that nobody but a worker could move.
    var isUnderWay: Bool {
        if isPaused { return false }
        switch place {
        case .at, .passed, .done: return true
        case .nothing, .blocked, .approval, .waiting, .ended: return false
        }
    }

    init(_ delivery: Invariants.DeliveryGuarantee) { self.delivery = delivery }

    /// Takes the next entry; says what is wrong with it, if anything.
    mutating func take(_ entry: Transition) -> String? {
        let stop = entry.step?.number ?? 0
        let isSignOff = entry.step?.stage == .publisherSignOff
        switch (place, entry.kind) {
        case (_, .commandRefused), (_, .supportRequested): return nil
        case (_, .sellingStopped):
            guard isSold else { break }
            isSold = false
            return nil
        case (.at, .paused), (.blocked, .paused), (.approval, .paused), (.waiting, .paused):
            guard !isPaused else { break }
            isPaused = true
            return nil
        case (.at, .resumed), (.blocked, .resumed), (.approval, .resumed), (.waiting, .resumed):
            guard isPaused else { break }
            isPaused = false
            return nil
        case (.nothing, .submitted), (.ended, .submitted):
            submissions += 1
            overdue = []
            isPaused = false
            place = .at(stop)
            guard stop == 1, entry.submission == "\(entry.key)/\(submissions)" else { break }
            return nil
        case (.at(stop), .stepStarted): return nil
        case (.at(stop), .stepCompleted) where !isSignOff, (.passed(stop), .stepCompleted),
            (.blocked(stop), .stepCompleted) where !isSignOff && delivery == .atLeastOnce:
            place = stop == entry.step?.count ? .done : .at(stop + 1)
            return nil
        case (.at(stop), .stepBlocked): return go(.blocked(stop))
        case (.blocked(stop), .stepResumed):
            isPaused = false
            return go(.at(stop))
        case (.at(stop), .stepRejected), (.blocked(stop), .stepRejected), (.approval(stop), .stepRejected):
            return go(.ended)
        case (.at(stop), .approvalAsked) where !isSignOff, (.passed(stop), .approvalAsked) where isSignOff:
            return go(.approval(stop))
        case (.approval(stop), .approved): return go(.passed(stop))
        case (.at(stop), .previewReady) where isSignOff: return go(.waiting(stop))
        case (.waiting(stop), .goLiveAccepted): return go(.passed(stop))
        case (.waiting(stop), .canceled), (.at(stop), .canceled), (.blocked(stop), .canceled),
            (.approval(stop), .canceled) where !isSignOff:
            return go(.ended)
        case (.done, .live):
            isSold = true
            return go(.ended)
        case (.at(stop), .stepOverdue), (.blocked(stop), .stepOverdue), (.approval(stop), .stepOverdue):
            guard overdue.insert(stop).inserted else { break }
            return nil
        default: break
        }
        return "\(entry.key): \(entry.kind.rawValue) of stop \(stop) cannot follow where the offer is \(place)"
    }

    private mutating func go(_ next: Place) -> String? {
        place = next
        return nil
    }
}
