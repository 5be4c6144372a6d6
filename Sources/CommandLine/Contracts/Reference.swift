// The documents that are made of what the code declares.

/// A file of the repository that `offerctl contracts` makes.
struct Reference: Sendable {
    /// As it is asked for.
    let name: String
    /// Its place in the repository.
    let file: String
    let text: @Sendable () -> String

    static let all =
        [
            Reference(name: "asyncapi", file: "schemas/asyncapi.json") { AsyncAPI.document.prettyText },
            Reference(name: "topics", file: "docs/reference/topics.md") { TopicReference.text },
            Reference(name: "certification", file: "docs/reference/certification.md") { CertificationReference.text },
            Reference(name: "commands", file: "docs/reference/offerctl.md") { CommandReference.text },
        ]
        + Schema.all.map { schema in
            Reference(name: schema.name, file: "schemas/\(Schema.file(schema.name))") { schema.document.prettyText }
        }
}
