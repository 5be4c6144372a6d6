// Documents that are generated from the declarations of code and policy.

import Offers

/// A file of the repository that `offerctl contracts` generates.
struct Reference: Sendable {
    /// As it is asked for.
    let name: String
    /// Its place in the repository.
    let file: String
    let text: @Sendable (Policy) -> String

    static let all =
        [
            Reference(name: "asyncapi", file: "schemas/asyncapi.json") { _ in AsyncAPI.document.prettyText },
            Reference(name: "topics", file: "docs/reference/topics.md") { _ in TopicReference.text },
            Reference(name: "certification", file: "docs/reference/certification.md") { _ in
                CertificationReference.text
            },
            Reference(name: "commands", file: "docs/reference/offerctl.md") { _ in CommandReference.text },
            Reference(name: "settings", file: "docs/reference/settings.md") { _ in SettingReference.text },
            Reference(name: "metrics", file: "docs/reference/metrics.md") { _ in MetricReference.text },
            Reference(name: "logs", file: "docs/reference/logs.md") { _ in LogReference.text },
            Reference(name: "api-errors", file: "docs/reference/api-errors.md") { _ in APIErrorReference.text },
            Reference(name: "offer", file: "schemas/\(Schema.file("offer"))") { OfferSchema($0).document.prettyText },
            Reference(name: "offer-reference", file: "docs/reference/offer.md") { OfferReference($0).text },
        ]
        + Schema.all.map { schema in
            Reference(name: schema.name, file: "schemas/\(Schema.file(schema.name))") { _ in schema.document.prettyText
            }
        }
}
