// The publishing API: maps addresses to calls, and answers each. Pure except for the given broker: it has no socket.

import HTTP
import JSON
import Offers

/// Calls under `/api/publishers`.
struct API: Sendable {
    static let version = "2017-10-31"

    let model: ReadModel
    let desk: CommandDesk

    func answer(_ request: HTTPRequest, for principal: Principal) throws -> HTTPResponse {
        guard request.query["api-version"] == Self.version else { throw APIError.apiVersion }
        if request.path.count > 2, request.path[1] == "operations" {
            return try OperationsAPI(desk.acting(as: principal, on: request)).answer(
                request, Array(request.path.dropFirst(2)))
        }
        if request.path == ["api", "publishers"] {
            try only(request, "GET")
            return publishers(principal)
        }
        if request.path == ["api", "offerTypes"] {
            try only(request, "GET")
            return .json(200, .array(OfferType.allCases.map { .members(["id": .string(PortalFields.name(of: $0))]) }))
        }
        // path: api publishers {p} offers [{o} …]
        guard request.path.count >= 4, request.path[1] == "publishers", request.path[3] == "offers" else {
            throw APIError.unknownPath
        }
        let publisher = request.path[2]
        guard OfferKey.isIdentifier(publisher) else { throw APIError.badIdentifier(publisher) }
        guard principal.mayTouch(publisher) else { throw APIError.otherPublisher(publisher) }
        guard request.path.count > 4 else {
            try only(request, "GET")
            return try list(publisher, OfferFilter(request.query["$filter"]))
        }
        let offer = request.path[4]
        guard OfferKey.isIdentifier(offer) else { throw APIError.badIdentifier(offer) }
        let key = OfferKey(publisher: publisher, offer: offer)
        return try call(request, key, Array(request.path.dropFirst(5)), principal)
    }

    private func call(
        _ request: HTTPRequest, _ key: OfferKey, _ rest: [String], _ principal: Principal
    ) throws -> HTTPResponse {
        let desk = desk.acting(as: principal, on: request)
        switch (rest.count, rest.first) {
        case (0, _):
            try only(request, "GET", "PUT", "DELETE")
            switch request.method {
            case "PUT": return try desk.put(request, key)
            case "DELETE":
                if try desk.discardDraft(key) { return .json(200, .members(["status": .string("discarded")])) }
                return try desk.done(desk.command(.stopSelling, key), key, "stopped")
            default: return try document(key, .draft)
            }
        case (2, "versions"):
            try only(request, "GET")
            return try document(key, .version(rest[1]))
        case (2, "slot"):
            try only(request, "GET")
            return try document(key, .slot(rest[1]))
        case (1, "publish"):
            try only(request, "POST")
            return try desk.accepted(desk.publish(key, CommandDesk.Publication(notify: try desk.notify(request))), key)
        case (1, "golive"):
            try only(request, "POST")
            return try desk.accepted(desk.command(.goLive, key), key)
        case (1, "cancel"):
            try only(request, "POST")
            return try desk.done(desk.command(.cancel, key), key, "canceled")
        case (1, "status"):
            try only(request, "GET")
            let record = try known(key)
            return .json(200, PortalStatus.of(record.status ?? desk.unpublished(key, record)))
        case (1, "submissions"):
            try only(request, "GET")
            return try operations(key, request) { $0.isSubmission }
        case (1, "operations"):
            try only(request, "GET")
            return try operations(key, request) { _ in true }
        case (1, "previewlinks"):
            try only(request, "GET", "POST")
            return try PreviewLinks(desk).answer(request, key)
        case (2, "previewlinks"):
            try only(request, "DELETE")
            return try PreviewLinks(desk).revoke(rest[1], key)
        case (2, "operations"):
            try only(request, "GET")
            return try operation(key, rest[1])
        default: throw APIError.unknownPath
        }
    }

    private func only(_ request: HTTPRequest, _ methods: String...) throws {
        guard methods.contains(request.method) else { throw APIError.method(allowed: methods) }
    }

    private func known(_ key: OfferKey) throws -> OfferRecord {
        guard let record = model.record(of: key) else { throw APIError.unknownOffer(key) }
        return record
    }

    /// The publishers whose offers the caller may see.
    private func publishers(_ principal: Principal) -> HTTPResponse {
        let names: Set<String> =
            switch principal.scope {
            case .publisher(let publisher): [publisher]
            case .operators: Set(model.all(for: principal).map(\.key.publisher))
            }
        return .json(200, .array(names.sorted().map { .members(["id": .string($0)]) }))
    }

    private func list(_ publisher: String, _ filter: OfferFilter) -> HTTPResponse {
        let offers = model.all(for: Principal(.publisher(publisher))).filter { filter.takes($0.record) }
        return .json(
            200,
            .array(
                offers.map { key, record in
                    JSONNode.members([
                        "offerTypeId": .string(OfferDocuments.type(of: record)), "publisherId": .string(publisher),
                        "status": .string(PortalStatus.state(of: record)), "id": .string(key.offer),
                        "version": .number(record.draft?.version ?? 0),
                        "definition": .members(["displayText": .string(OfferDocuments.title(of: record))]),
                        "changedTime": .string(record.changed.description),
                    ])
                }))
    }

    private func document(_ key: OfferKey, _ which: OfferDocuments.Which) throws -> HTTPResponse {
        let record = try known(key)
        let isDraft = if case .draft = which { true } else { false }
        guard let found = try isDraft ? desk.current(key) : OfferDocuments.find(which, key, record) else {
            throw APIError.unknownDocument(which.description)
        }
        var document = Secrets.masked(found.document)
        document.set([OfferDocuments.Told.status], to: .string(PortalStatus.state(of: record)))
        document.set([OfferDocuments.Told.changed], to: .string(record.changed.description))
        return .json(200, document, headers: [("ETag", found.etag)])
    }

    /// Newest first; `status` and `submissionState` filter by state.
    private func operations(
        _ key: OfferKey, _ request: HTTPRequest, _ isWanted: (Operation) -> Bool
    ) throws -> HTTPResponse {
        let record = try known(key)
        let state = request.query["submissionState"] ?? request.query["status"]
        let all = record.operations.reversed().filter(isWanted).map {
            PortalOperations.operation($0, key, of: record, isWhole: false)
        }
        return .json(200, .array(all.filter { state == nil || $0["status"]?.text == state }))
    }

    private func operation(_ key: OfferKey, _ id: String) throws -> HTTPResponse {
        _ = try known(key)
        // Another gateway may have started it a moment ago.
        let patience = OperationID.isWellFormed(id) ? 500 : 0
        let found = desk.within(patience) {
            model.record(of: key).flatMap { record in
                record.operations.first { $0.id == id }.map { (operation: $0, record: record) }
            }
        }
        guard let (operation, record) = found else { throw APIError.unknownOperation(id) }
        return .json(200, PortalOperations.operation(operation, key, of: record, isWhole: true))
    }
}
