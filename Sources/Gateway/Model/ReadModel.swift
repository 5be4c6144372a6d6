// The gateway's table of offers: topics are followed into it by one thread, requests read it from theirs. Nothing in it
// is truth; all of it can be read again from the topics.

import Events
import Foundation
import JSON
import Offers
import Synchronization

/// What is known of all offers.
public final class ReadModel: Sendable {
    private let offers = Mutex<[OfferKey: OfferRecord]>([:])
    let changes = Changes()
    private let readToEnd = Mutex(false)

    public init() {}

    /// Whether the topics were read to their ends once: before that an offer that is not there means nothing.
    public var isReady: Bool { readToEnd.withLock { $0 } }
    public func setReady() { readToEnd.withLock { $0 = true } }
    /// Ends all waits, so that the server can stop.
    public func close() { changes.close() }

    var count: Int { offers.withLock { offers in offers.count { $0.value.isKnown } } }

    func record(of key: OfferKey) -> OfferRecord? { offers.withLock { $0[key] }.flatMap { $0.isKnown ? $0 : nil } }

    /// The offers within reach, by key.
    func all(for principal: Principal) -> [(key: OfferKey, record: OfferRecord)] {
        offers.withLock { offers in
            offers.filter { principal.mayTouch($0.key.publisher) && $0.value.isKnown }
        }.map { ($0.key, $0.value) }.sorted { $0.key.description < $1.key.description }
    }

    func change(_ key: OfferKey, _ body: (inout OfferRecord) -> Void) {
        offers.withLock { body(&$0[key, default: OfferRecord()]) }
        changes.tell()
    }

    /// Takes a record of a followed topic; throws what is wrong with one that nobody can use.
    public func take(topic: String, key: [UInt8], value: [UInt8]?, headers: [Message.Header]) throws {
        let name = String(decoding: key, as: UTF8.self)
        let offer = OfferKey(name) ?? SubmissionID(name)?.offer
        guard let offer else { throw EventError("the key \"\(name.prefix(80))\" is no offer's") }
        let event = try value.map { try CloudEvent(headers: headers, value: $0) }
        switch topic {
        case Topic.status.name:
            let status = try event.map { try JSONDecoder().decode(OfferStatus.self, from: Data($0.data)) }
            change(offer) { $0.status = status }
        case Topic.history.name:
            guard let event else { return }
            let line = try JSONDecoder().decode(Transition.self, from: Data(event.data))
            change(offer) { $0.take(line) }
        case Topic.preview.name:
            let listing = try event.map { try JSONNode($0.data) }
            change(offer) { $0.preview = listing }
        case Topic.catalogue.name:
            let listing = try event.map { try JSONNode($0.data) }
            change(offer) { $0.catalogue = listing }
        case Topic.drafts.name: try DraftRecord.take(event, name: name, offer: offer, into: self)
        default: break
        }
    }
}
