// Test leads against destinations that keep the real ones' rules, over HTTPS with an authority of the test's own.

import Assets
import Base
import Foundation
import JSON
import Offers
import Testing

@testable import Stages

@Suite struct LeadTests {
    private let workshop: Workshop
    private let cloud: Cloud
    private let fetch: GuardedFetch

    init() throws {
        workshop = try Workshop()
        cloud = try Cloud(in: workshop.folder)
        fetch = try workshop.settings(["ca-file": cloud.caFile, "allowed-addresses": "localhost"]).guardedFetch()
    }

    private func send(
        _ destination: String, _ settings: [String: String], attempt: Int = 1, by fetch: GuardedFetch? = nil
    ) throws -> LeadReceipt {
        let job = try workshop.job(Draft(), at: .package, attempt: attempt)
        return try LeadDestination(destination, settings, salesforce: cloud.base + "/salesforce").send(
            TestLead(job.step, title: "Web server"), by: fetch ?? self.fetch, job)
    }

    private func log() throws -> JSONNode { try JSONNode([UInt8](try cloud.text())) }
    private var table: String { "TableEndpoint=\(cloud.base)/table;SharedAccessSignature=sp=ra&se=2099&sig=secret" }

    @Test func `An endpoint gets the portal's lead JSON under the same id on every try`() throws {
        let url = ["url": cloud.base + "/leads"]
        let first = try send("https", url)
        #expect(first.problems == [])
        #expect(first.notes == [Remark("lead-taken", ["lead": "contoso/web-server/1/test-lead"])])
        #expect(try send("https", url, attempt: 2) == first)
        let leads = try log()["leads"]?.items ?? []
        #expect(leads.map { $0["key"]?.text } == Array(repeating: "contoso/web-server/1/test-lead", count: 2))
        let body = try #require(leads.first?["body"])
        #expect(body["userDetails"]?["email"]?.text == "test-lead@example.com")
        #expect(body["description"]?.text?.contains("Not a customer") == true)
        #expect(leads[0]["body"] == leads[1]["body"])
    }

    @Test func `What an endpoint refuses is the publisher's, what it cannot do now is tried again`() throws {
        #expect(
            try send("https", ["url": cloud.base + "/leads/refusing"]).problems.map(\.code) == [
                "lead-destination-refused"
            ])
        #expect(
            try send("https", ["url": cloud.base + "/leads/moved"]).problems.map(\.code) == ["lead-destination-refused"]
        )
        for path in [cloud.base + "/leads/busy", "https://localhost:1/"] {
            let fault = #expect(throws: Fault.self) { try send("https", ["url": path]) }
            #expect(fault?.code == "lead-destination-away")
        }
        #expect(try log()["leads"]?.items == [])
    }

    @Test func `A table's row is written once and read back`() throws {
        let settings = ["connectionString": table, "table": "Leads"]
        let receipt = try send("azure-table", settings)
        #expect(receipt.problems == [])
        #expect(receipt.notes.first?.code == "lead-found")
        // The second finds the row of the first (409), reads it back and is content.
        #expect(try send("azure-table", settings, attempt: 2) == receipt)
        guard case .object(let rows) = try #require(try log()["entities"]) else { return }
        #expect(rows.map(\.name) == ["/table/Leads(PartitionKey='test-lead',RowKey='contoso:web-server:1:test-lead')"])
        #expect(rows.first?.value["email"]?.text == "test-lead@example.com")
    }

    @Test func `A row that is not there afterwards, or may not be looked at, is said`() throws {
        try cloud.misbehave("{\"forget\": true}")
        #expect(
            try send("azure-table", ["connectionString": table, "table": "Leads"]).problems.map(\.code)
                == ["lead-not-received"])
        try cloud.misbehave("{\"spoil\": true}")
        #expect(
            try send("azure-table", ["connectionString": table, "table": "Other"]).problems.map(\.code)
                == ["lead-differs"])
        try cloud.misbehave("{}")
        let writing = ["connectionString": table.replacing("sp=ra", with: "sp=a"), "table": "Leads"]
        #expect(
            try send("azure-table", writing).notes
                == [Remark("lead-taken", ["lead": "contoso/web-server/1/test-lead"])])
        let wrong = ["connectionString": table.replacing("sig=secret", with: "sig=hunter2"), "table": "Leads"]
        let refused = try send("azure-table", wrong).problems
        #expect(refused.map(\.code) == ["lead-destination-refused"])
        #expect(!"\(refused)".contains("hunter2"))
    }

    /// A destination that does not get its lead, and what its remedy makes of it.
    private struct Remedy: Sendable, CustomTestStringConvertible {
        let code: String
        let destination: String
        let key: String
        /// What the setting is, with `BASE` for the server's address, and what is wrong at the destination.
        let wrong: String
        let right: String
        let spoil: String
        let mend: String

        init(
            _ code: String, _ destination: String, _ key: String, _ wrong: String, _ right: String,
            spoil: String = "{}",
            mend: String = "{}"
        ) {
            (self.code, self.destination, self.key, self.wrong, self.right) = (code, destination, key, wrong, right)
            (self.spoil, self.mend) = (spoil, mend)
        }

        var testDescription: String { "\(code), \(destination)" }
    }

    private static let row = "TableEndpoint=BASE/table;SharedAccessSignature=sp=ra&se=2099&sig=secret"
    private static let remedies = [
        Remedy("lead-destination-refused", "https", "url", "BASE/leads/refusing", "BASE/leads"),
        Remedy("lead-destination-refused", "azure-table", "connectionString", row.replacing("secret", with: "x"), row),
        Remedy("lead-connection-string", "azure-table", "connectionString", "AccountName=a;AccountKey=b", row),
        Remedy("lead-organization", "salesforce", "organization", "00D1", "00D000000000001"),
        Remedy("lead-not-received", "azure-table", "connectionString", row, row, spoil: #"{"forget": true}"#),
        Remedy(
            "lead-differs", "azure-table", "connectionString", row, row, spoil: #"{"spoil": true}"#,
            mend: #"{"clear": true}"#),
    ]

    @Test(arguments: remedies) private func `After its remedy the lead arrives`(_ remedy: Remedy) throws {
        func send(_ value: String) throws -> [String] {
            let settings = [remedy.key: value.replacing("BASE", with: cloud.base), "table": "Leads"]
            return try self.send(remedy.destination, settings).problems.map(\.code)
        }
        try cloud.misbehave(remedy.spoil)
        #expect(try send(remedy.wrong) == [remedy.code])
        try cloud.misbehave(remedy.mend)
        #expect(try send(remedy.right) == [])
    }

    @Test(arguments: [
        "", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=hunter2",
        "TableEndpoint=http://a;SharedAccessSignature=sig=x", "TableEndpoint=https://a;SharedAccessSignature=se=1",
        "TableEndpoint=https://a?b;SharedAccessSignature=sig=hunter2",
    ])
    func `A connection string without a signature is refused without being shown`(text: String) throws {
        let problems = try send("azure-table", ["connectionString": text, "table": "Leads"]).problems
        #expect(problems.map(\.code) == ["lead-connection-string"])
        #expect(problems.map(\.pointer) == ["/leads/settings/connectionString"])
        #expect(!"\(problems)".contains("hunter2"))
        #expect(TableLeads(table, table: "../other") == nil)
        #expect(!String(reflecting: try #require(TableLeads(table, table: "Leads"))).contains("secret"))
    }

    @Test func `Salesforce gets a form, and its answer counts, not its status`() throws {
        #expect(try send("salesforce", ["organization": "00D000000000001"]).problems == [])
        let form = try #require(try log()["leads"]?.items.first)
        #expect(form["last_name"]?.text == "Lead")
        #expect(form["description"]?.text?.contains("contoso/web-server/1/test-lead") == true)
        #expect(
            try send("salesforce", ["organization": "00D000000000002"]).problems.map(\.code) == ["lead-organization"])
    }

    @Test func `An organization cannot bring fields or headers of its own`() throws {
        for text in ["00D0000000&oid=1", "00D\r\nX-Evil: yes", "", "00D000000000001 "] {
            #expect(try send("salesforce", ["organization": text]).problems.map(\.code) == ["lead-organization"])
        }
        #expect(try log()["leads"]?.items == [])
    }

    @Test(arguments: ["dynamics", "marketo", "smoke-signals"])
    func `What could not be tried for real is refused, not faked`(name: String) throws {
        #expect(try send(name, [:]).problems.map(\.code) == ["lead-destination-unsupported"])
    }

    @Test func `No lead goes to an address of our own network`() throws {
        let strict = try workshop.settings(["ca-file": cloud.caFile]).guardedFetch()
        for url in [
            cloud.base + "/leads", "https://169.254.169.254/latest/meta-data", "https://127.0.0.1:\(cloud.port)/leads",
        ] {
            let problems = try send("https", ["url": url], by: strict).problems
            #expect(problems.map(\.code) == ["fetch-address-refused"], "\(url)")
        }
        #expect(try send("https", ["url": "file:///etc/passwd"], by: strict).problems.map(\.code) == ["fetch-scheme"])
        #expect(try log()["leads"]?.items == [])
    }
}
