// The connection string of an Azure table for leads. Source: "Configure Azure Storage connection strings".

import JSON

/// The contents of a connection string and a table's name.
package struct TableConnection: Sendable, Equatable {
    /// `https://account.table.core.windows.net`, without a trailing slash.
    package let endpoint: String
    package let signature: String
    package let table: String

    /// Nil unless the connection string contains `TableEndpoint` and `SharedAccessSignature`, and the table's name is 3
    /// to 63 letters and digits, the first not a digit. Account keys are not accepted: they give access to far more
    /// than a table.
    package init?(_ connection: String, table: String) {
        var parts: [String: String] = [:]
        for part in connection.split(separator: ";").prefix(20) {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            if pair.count == 2 {
                let name = pair[0].drop { $0.isWhitespace }.prefix { !$0.isWhitespace }
                parts[name.lowercased()] = pair[1]
            }
        }
        guard let endpoint = parts["tableendpoint"], let signature = parts["sharedaccesssignature"],
            endpoint.lowercased().hasPrefix("https://"), !endpoint.contains("?"), !endpoint.contains("#"),
            signature.contains("sig="), !signature.contains("#"),
            table.wholeMatch(of: /[A-Za-z][A-Za-z0-9]{2,62}/) != nil
        else { return nil }
        self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
        self.signature = signature.hasPrefix("?") ? String(signature.dropFirst()) : signature
        self.table = table
    }
}

extension Review {
    /// An unusable connection is a problem before anything is certified.
    mutating func checkLeads() {
        guard let leads = document["leads"], leads["destination"]?.text == "azure-table",
            let connection = leads["settings"]?["connectionString"]?.text, let table = leads["settings"]?["table"]?.text
        else { return }
        if TableConnection(connection, table: table) == nil {
            report("lead-connection-string", at: "/leads/settings/connectionString")
        }
    }
}
