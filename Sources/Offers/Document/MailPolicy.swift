// Who may get mail: otherwise a publisher could use the pipeline to send mail to strangers. `Quotas` says how much.

import Base
import JSON

/// The section `mail` of the policy.
public struct MailPolicy: Sendable, Equatable {
    /// Where each publisher's mail may go; a publisher that is not listed gets no mail. Nil: anywhere.
    public var publishers: [Publisher]?

    /// The mail domains of a publisher.
    public struct Publisher: Sendable, Equatable {
        public var publisher: String
        /// Includes their subdomains.
        public var domains: [String]

        public init() { (publisher, domains) = ("", []) }
    }

    public init() {}

    /// The domains of a publisher; nil if its mail may go anywhere.
    package func domains(of publisher: String) -> [String]? {
        publishers.map { list in list.first { $0.publisher == publisher }?.domains ?? [] }
    }

    /// Whether the publisher's mail may go to the address.
    package func allows(_ address: EmailAddress, of publisher: String) -> Bool {
        guard let domains = domains(of: publisher) else { return true }
        let domain = address.domain.lowercased()
        return domains.contains { domain == $0.lowercased() || domain.hasSuffix(".\($0.lowercased())") }
    }

    /// Why it cannot be used; nil if it can.
    var fault: String? {
        let domain = (publishers ?? []).flatMap(\.domains).first { !EmailAddress.isHostName($0) }
        return domain.map { "mail: \"\($0.oneLine(80))\" is not a mail domain such as contoso.example" }
    }
}

extension MailPolicy: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("publishers", &publishers)
    }
}

extension MailPolicy.Publisher: JSONRecord {
    public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("publisher", &publisher)
        try v.member("domains", &domains)
    }
}
