// The gateway's table of offers: one thread follows the topics into it, requests read it on theirs. It can always be
// rebuilt from the topics.

import BrokerClient
import Events
import Foundation
import JSON
import Offers
import Stages
import Synchronization

/// The data about all offers.
public final class ReadModel: Sendable {
    private let offers = Mutex(OfferTable())
    private let mostDraftBytes: Int
    private let processes = Mutex(ProcessCatalog())
    let changes = Changes()
    let operations = OperationsLog()
    let refusals = QuotaRefusals()
    let sessions = SessionTable()
    private let readToEnd = Mutex(false)

    /// Keeps at most this many bytes of documents; above that, drops the largest ones of the publisher with the most.
    public init(mostDraftBytes: Int = 256 << 20) { self.mostDraftBytes = mostDraftBytes }

    /// Whether the topics were read to their ends once: before that, a missing offer means nothing.
    public var isReady: Bool { readToEnd.withLock { $0 } }
    public func setReady() { readToEnd.withLock { $0 = true } }
    /// Ends all waits, so that the server can stop.
    public func close() { changes.close() }

    var count: Int { offers.withLock { $0.offers.count { $0.value.isKnown } } }
    /// What a publisher uses now.
    func usage(of publisher: String) -> Usage { offers.withLock { $0.usage[publisher] } ?? Usage() }
    /// What each publisher uses now.
    var usage: [String: Usage] { offers.withLock { $0.usage } }
    /// Bytes of all documents that are kept.
    var draftBytes: Int { offers.withLock { $0.draftBytes } }
    /// Documents that were dropped since the start to save memory.
    public var leftOut: Int { offers.withLock { $0.leftOut } }

    func record(of key: OfferKey) -> OfferRecord? { offers.withLock { $0[key] }.flatMap { $0.isKnown ? $0 : nil } }

    /// The offers that the principal may see, by key.
    func all(for principal: Principal) -> [(key: OfferKey, record: OfferRecord)] {
        offers.withLock { table in
            table.offers.filter { principal.mayTouch($0.key.publisher) && $0.value.isKnown }
        }.map { ($0.key, $0.value) }.sorted { $0.key.description < $1.key.description }
    }

    /// The processes that submissions follow.
    var catalog: ProcessCatalog { processes.withLock { $0 } }

    /// The live offers of all publishers.
    var listed: [(key: OfferKey, entry: CatalogEntry)] {
        offers.withLock { $0.offers.compactMap { key, record in record.catalog.map { (key, $0) } } }
    }

    func listed(_ key: OfferKey) -> CatalogEntry? { offers.withLock { $0[key]?.catalog } }

    func change(_ key: OfferKey, _ body: (inout OfferRecord) -> Void) {
        offers.withLock { $0.change(key, mostDraftBytes: mostDraftBytes, body) }
        changes.tell()
    }

    /// Applies a record of a followed topic; throws if it cannot be used.
    func take(_ record: TopicRecord) throws {
        if record.topic == Topic.commands.name { return take(command: record) }
        if record.topic == Topic.processes.name { return try take(process: record) }
        switch record.topic {
        case Topic.controls.name:
            try operations.take(control: record)
            return changes.tell()
        case Topic.audit.name: return try operations.take(audit: record)
        case Topic.sessions.name:
            try sessions.take(record)
            return changes.tell()
        case Topic.deadLetters.name: return operations.take(letter: record)
        default: break
        }
        guard let key = record.key else { return }
        if record.topic == Topic.previewLinks.name { return try take(link: record, key) }
        let name = String(decoding: key, as: UTF8.self)
        guard let offer = OfferKey(name) ?? SubmissionID(name)?.offer else {
            throw EventError("the key \"\(name.prefix(80))\" is not an offer's")
        }
        let isTombstone = record.value == nil
        switch record.topic {
        case Topic.status.name:
            var status = isTombstone ? nil : try StatusRow(record).status
            processes.withLock { _ = status?.resolve($0) }
            change(offer) { $0.status = status }
        case Topic.history.name:
            if isTombstone { return }
            let transition = try HistoryRow(record).transition
            operations.take(transition)
            if isReady { refusals.take(transition) }
            change(offer) { $0.take(transition) }
        case Topic.preview.name:
            let entry = isTombstone ? nil : try PreviewEntry(json: record.event().data)
            change(offer) { $0.preview = entry }
        case Topic.catalog.name:
            let entry = isTombstone ? nil : try CatalogEntry(json: record.event().data)
            change(offer) { $0.catalog = entry }
        case Topic.drafts.name:
            try DraftRecord.take(
                isTombstone ? nil : record.event(), offer: offer, submission: SubmissionID(name)?.number, into: self)
        default: break
        }
    }

    /// Topics are not read in step: a row may have come before its process.
    private func take(process record: TopicRecord) throws {
        let known = try processes.withLock {
            try $0.take(value: record.value, at: record.metadata.time)
            return $0
        }
        offers.withLock { $0.update { _ = $0.status?.resolve(known) } }
        changes.tell()
    }

    private func take(link record: TopicRecord, _ key: [UInt8]) throws {
        let name = String(decoding: key, as: UTF8.self)
        let parts = name.split(separator: "/").map(String.init)
        guard parts.count == 3, let offer = OfferKey("\(parts[0])/\(parts[1])") else {
            throw EventError("the key \"\(name.prefix(80))\" is not a preview link's")
        }
        let link = try record.value.map { try PreviewLink(json: $0) }
        change(offer) { record in
            record.links.removeAll { $0.id == parts[2] }
            if let link { record.links.append(link) }
        }
    }

    /// For publish commands, notes the position of their document. The coordinator handles records that are not
    /// commands.
    private func take(command record: TopicRecord) {
        guard let event = try? record.command(), event.type == .command(.publish),
            let offer = OfferKey(event.subject)
        else { return }
        change(offer) { $0.published(event.id, at: Place(partition: record.partition, offset: record.offset)) }
    }
}

extension TopicRecord {
    /// Read as the coordinator reads it; nil for a tombstone, throws if it is poison.
    func command() throws -> CloudEvent? {
        try value.map { try Command.read(value: $0, headers: headers, key: key, metadata: metadata).event }
    }
}
