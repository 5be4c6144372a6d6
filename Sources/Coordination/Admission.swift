// Decides about a command before the state machine sees it: whether it is on its offer's partition, and whether its
// publisher may start another submission.

import Base
import Events
import Offers

extension Message {
    /// A command that another client's partitioner put on the wrong partition; nil for one on the right partition. It
    /// is forwarded with its id: this partition does not have the offer's state, and one offer would have two of them.
    init?(forwarding event: CloudEvent, _ metadata: RecordMetadata) {
        guard OfferKey(event.subject) != nil else { return nil }  // No key to go by; reading it says so.
        let home = Partitioner.partition(of: event.key, count: metadata.partitions)
        guard home != metadata.partition else { return nil }
        self.init(topic: .commands, event: event)
    }
}

extension Quotas {
    /// Why an offer of a publisher with so many offers cannot be published; nil if it can. `status` is the offer's row,
    /// nil if it has none.
    func refusal(_ status: OfferStatus?, _ tally: PublisherTally) -> Refusal? {
        if status == nil, tally.offers >= offers { return .tooManyOffers(most: offers) }
        let isOpen = status?.state.isOpen ?? false
        return !isOpen && tally.open >= submissions ? .tooManySubmissions(most: submissions) : nil
    }
}
