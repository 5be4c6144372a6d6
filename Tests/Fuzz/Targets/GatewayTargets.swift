// What clients of the gateway send, up to the answer: addresses, headers (If-Match, cookies, languages, traces), bodies,
// forms; and the records that its table is made of.

import Events
import HTTP
import JSON
import Offers

@testable import Gateway

extension FuzzTarget {
    static let gateway: [FuzzTarget] = [
        FuzzTarget("gateway-call", seeds: { try calls() }) { bytes in
            guard var request = httpRequest(bytes) else { return }
            request.headers["authorization"] = "Bearer \(GatewaySample.token)"
            let gateway = try GatewaySample.gateway()
            try GatewaySample.hold(gateway.handle(request), against: request)
            guard request.method == "PUT" else { return }
            request.method = "GET"
            try GatewaySample.hold(gateway.handle(request), against: request)
        },
        FuzzTarget("gateway-page", seeds: { pages() }) { bytes in
            guard var request = httpRequest(bytes) else { return }
            request.headers["cookie"] = "session=\(GatewaySample.session); \(request["cookie"] ?? "")"
            if request.method == "POST" {
                request.body += Array("&form-token=\(try GatewaySample.formToken.get())".utf8)
            }
            let gateway = try GatewaySample.gateway()
            GatewaySample.signIn(gateway)
            try GatewaySample.hold(gateway.handle(request), against: request)
        },
        // Records, parted by a control character that no JSON holds: the topic's number, and the value.
        FuzzTarget("gateway-records", seeds: { try tableRecords() }) { bytes in
            let gateway = try GatewaySample.gateway(
                bytes.split(separator: 0x1E).prefix(8).map { record in
                    let kind = record.first ?? 0
                    let topic = tables[Int(kind & 7) % tables.count]
                    let name = kind & 8 == 0 ? GatewaySample.key.description : "\(GatewaySample.key)/1"
                    return (topic, name, kind & 16 == 0 ? Array(record.dropFirst()) : nil)
                })
            GatewaySample.signIn(gateway)
            // One of the calls an input, by its length, beside the page.
            let calls = [
                "", "/slot/Preview", "/slot/Production", "/versions/1", "/status", "/submissions", "/operations",
            ]
            let call = calls[bytes.count % calls.count]
            try ask(gateway, "/offers/contoso/web-server")
            try ask(gateway, "/api/publishers/contoso/offers/web-server\(call)?api-version=2017-10-31")
        },
        FuzzTarget("masked-secrets", seeds: { [try GatewaySample.document.get().json] }) { bytes in
            let document = try JSONNode(bytes)
            let masked = Secrets.masked(document)
            try require(Secrets.masked(masked) == masked, "what is masked is masked again")
            // Elements that look alike do not get their secrets, and are refused.
            let restored = Secrets.restored(masked, from: document)
            try require(
                restored == document || !Secrets.leftovers(in: restored).isEmpty,
                "what was masked comes back otherwise")
        },
    ]

    private static let tables: [Topic] = [.status, .history, .preview, .catalog, .drafts, .processes]

    private static func ask(_ gateway: Gateway, _ target: String) throws {
        let headers = [
            "cookie": "session=\(GatewaySample.session)", "authorization": "Bearer \(GatewaySample.token)",
        ]
        guard let request = HTTPRequest("GET", target, headers: headers) else { return }
        let response = gateway.handle(request)
        try require((200...599).contains(response.status), "status \(response.status)")
        if response["Content-Type"] == "application/json" {
            try require((try? JSONNode(response.bytes, largest: 64 << 20)) != nil, "an answer is not JSON")
        }
    }

    private static func calls() throws -> [[UInt8]] {
        let offers = "/api/publishers/contoso/offers"
        let one = "\(offers)/web-server"
        let version = "?api-version=2017-10-31"
        let document = String(decoding: Secrets.masked(try GatewaySample.document.get()).json, as: UTF8.self)
        return Samples.texts(
            "PUT \(one)\(version)\nif-match: *\n\n\(document)",
            "PUT \(one)\(version)\nif-match: \"3-ab\", W/\"x\"\n\n{}",
            "POST \(one)/publish\(version)\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n\n"
                + #"{"metadata":{"notification-emails":"a@b.example,c@d.example"}}"#,
            "POST \(one)/golive\(version)\n", "POST \(one)/cancel\(version)\n\n{}", "GET \(offers)\(version)\n",
            "GET \(one)/operations/\(OperationID.of("f00d"))\(version)\n",
            "GET \(one)/operations\(version)&status=running\n",
            "GET \(one)/versions/3\(version)\n", "GET \(one)/slot/Draft\(version)\n")
    }

    private static func pages() -> [[UInt8]] {
        let one = "/offers/contoso/web-server"
        return Samples.texts(
            "GET /offers?state=Running&q=web&page=2\naccept-language: ja;q=0.8, fr\n",
            "GET \(one)?done=publish&lang=fr\n", "GET /files/style.css\n", "GET /sign-in\ncookie: lang=ja\n",
            "POST \(one)/publish\n\nemails=ada%40contoso.example%0A\(GatewaySample.markup)",
            "POST \(one)/support\norigin: http://a\nhost: a\n\ntext=help+%3Cfuzz%3E",
            "POST /sign-in\n\ntoken=%3Cfuzz%3E", "GET /offers/%3Cfuzz%3E/web-server?done=%3Cfuzz%3E\n")
    }

    private static func tableRecords() throws -> [[UInt8]] {
        let records = try [(UInt8(0), Samples.statusRows()), (1, Samples.entries())].flatMap { kind, records in
            records.map { [kind] + $0 }
        }
        let process = try [5] + Samples.process.get().profile.json
        let samples = try [
            (UInt8(2), EventType.previewListed, "preview"),
            (3, .listingPublished, "catalog"), (4, .draftSaved, "draft"), (12, .draftSubmitted, "draft"),
        ].map { kind, type, name in
            [kind] + Samples.event(type, of: GatewaySample.key, data: try Samples.schemas("\(name).json")[0])
        }
        return records + samples + [
            process, Array((records + samples + [process]).prefix(8).joined(separator: [0x1E])),
        ]
    }
}
