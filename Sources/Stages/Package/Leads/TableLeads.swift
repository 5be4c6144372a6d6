// Writes leads as rows of an Azure table. Source: Table service REST API, version 2019-02-02 (Insert Entity, Query
// Entities), authorized by the shared access signature of a connection string. Reads the row back if the signature
// allows it.

import Assets
import FoundationEssentials
import JSON
import Offers
import Validation

struct TableLeads: Sendable, Equatable {
    private let endpoint: String
    private let signature: String
    private let table: String

    /// Nil if it is not a connection to a table.
    init?(_ connection: String, table: String) {
        guard let connection = TableConnection(connection, table: table) else { return nil }
        (endpoint, signature, self.table) = (connection.endpoint, connection.signature, connection.table)
    }

    func send(_ lead: TestLead, _ connection: LeadConnection) throws -> LeadOutcome {
        let headers = [
            "Accept": "application/json;odata=nometadata", "Prefer": "return-no-content",
            "x-ms-version": "2019-02-02", "DataServiceVersion": "3.0;NetFx",
        ]
        let answer = try connection.ask(
            .post(Data(row(lead).json), type: "application/json"), "\(endpoint)/\(table)?\(signature)",
            headers: headers)
        // 409: an earlier try has written the row.
        guard (200..<300).contains(answer.status) || answer.status == 409 else {
            return .refused(status: answer.status)
        }
        return try readBack(lead, headers, connection)
    }

    private func readBack(_ lead: TestLead, _ headers: [String: String], _ connection: LeadConnection) throws
        -> LeadOutcome
    {
        let place = "\(table)(PartitionKey='\(Self.partition)',RowKey='\(Self.key(lead))')"
        let answer = try connection.ask(
            .get, "\(endpoint)/\(place.percentEncoded(keeping: "!$&'()*+,;=:@"))?\(signature)", headers: headers)
        switch answer.status {
        case 200:
            let row = try? JSONNode([UInt8](answer.body))
            let isOurs = row?["RowKey"]?.text == Self.key(lead) && row?["description"]?.text == lead.description
            return isOurs ? .readBack : .refused("lead-differs")
        // The signature may add rows but not read them: then the first answer must do.
        case 401, 403: return .taken
        default: return .refused("lead-not-received")
        }
    }

    private func row(_ lead: TestLead) -> [String: String] {
        [
            "PartitionKey": Self.partition, "RowKey": Self.key(lead), "leadSource": "test", "actionCode": "TEST",
            "offerTitle": lead.title, "description": lead.description,
        ].merging(TestLead.person) { $1 }
    }

    private static let partition = "test-lead"

    /// A row's key cannot contain a slash; ids consist of identifiers without colons.
    private static func key(_ lead: TestLead) -> String { lead.id.replacing("/", with: ":") }
}

extension TableLeads: CustomStringConvertible, CustomReflectable {
    /// Without the signature.
    var description: String { "\(endpoint)/\(table)" }
    var customMirror: Mirror { Mirror(self, children: ["table": description]) }
}
