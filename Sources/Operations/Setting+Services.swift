// The settings of the coordinator, the notifier, the mailer, the gateway and the embedded broker.

extension Setting {
    static let ofCoordinator = Section(
        title: "offer-coordinator", programs: ["offer-coordinator"],
        settings: [
            Setting("profiles", nil, "folder of publishing processes"),
            Setting("policy", "none", "the file whose part `quotas` limits publishers; without it nothing limits them"),
            Setting(
                "largest-document", "900000",
                "largest offer document, in bytes; keep it 80,000 below `message.max.bytes`"),
        ])

    static let ofNotifier = Section(
        title: "offer-notifier", programs: ["offer-notifier"],
        settings: [
            Setting(
                "mail-from", "publishing@localhost",
                "sender of all mail: an address, or `Name <address>`. The default name is \"Publishing pipeline\" in the mail's language"
            ),
            Setting("pages-url", "http://localhost:8080", "address of the gateway's pages, for links"),
            Setting("mail-domain", "that of mail-from", "right side of Message-IDs"),
            Setting("operator-address", "operator@localhost", "recipient of operators' mail"),
            Setting("operator-language", "en", "`en`, `fr` or `ja`"),
            Setting(
                "policy", "none",
                "the file whose part `mail` restricts mail to domains and whose part `quotas` limits mails"),
        ])

    static let ofMailer = Section(
        title: "offer-mailer", programs: ["offer-mailer"],
        settings: [
            Setting("sendmail", "/usr/sbin/sendmail", "program that takes a mail with `-i -f SENDER -- RECIPIENT`"),
            Setting(
                "smtp", "none",
                "a relay instead: `smtp://HOST:PORT` or `smtps://HOST:PORT`; a path is the name that the mailer gives itself (EHLO)"
            ),
            Setting(
                "smtp-tls", "required",
                "with `smtp://`: `required` (STARTTLS with a verified certificate) or `optional` (STARTTLS if offered, not verified)"
            ),
            Setting(
                "smtp-login", "none",
                "file of two lines, user and password; read for each mail. Needs TLS"),
            Setting("ca-file", "none", "PEM file of certificate authorities for the relay, besides the system's"),
            Setting("maildir", "none", "a Maildir that receives the mails instead"),
            Setting("mail-seconds", "300", "longest time for one mail, in s, 1–3600"),
            Setting(
                "bounce-address", "the address of mail-from",
                "envelope sender, to which mail systems return what they cannot deliver"),
            Setting(
                "bounce-verp", "no",
                "`yes`: the envelope sender names the recipient, `bounces+ada=contoso.example@example.org`"),
            Setting("tries", "30", "tries before a mail becomes a dead letter"),
            Setting("retry-base-ms", "1000", "wait before the second try, in ms; doubles from try to try"),
            Setting("retry-longest-ms", "900000", "longest wait between two tries, in ms"),
            Setting(
                "patience-hours", "96",
                "a younger mail is tried beyond `tries` (greylisting, full mailboxes) while the mailer has room, 0–720"),
        ])

    static let ofGateway = Section(
        title: "offer-gateway", programs: ["offer-gateway"],
        settings: [
            Setting("listen", "127.0.0.1", "numeric address to listen on; TLS ends at a proxy in front"),
            Setting("port", "8080", "port to listen on; 0: the system chooses"),
            Setting(
                "tokens", "none",
                "file of publishers and their hashed tokens, read again when it changes; `offer-gateway new-token` makes a line. Needed without `jwt-issuer`"
            ),
            Setting(
                "jwt-issuer", "none",
                "address of an identity provider (OpenID Connect) at which people and programs show who they are; exactly as in `iss`"
            ),
            Setting(
                "jwt-audience", "none", "what bearer tokens of the API have in `aud`; without it the API takes no JWTs"),
            Setting(
                "oidc-client", "none",
                "what the identity provider calls the pages (client id); without it the pages take only tokens"),
            Setting(
                "oidc-secret", "none", "file of the client's secret, read at each sign-in; without it a public client"),
            Setting("oidc-scopes", "openid profile", "scopes that the pages ask for"),
            Setting(
                "pages-url", "http://localhost:8080",
                "address of the pages, to which the identity provider sends people back"),
            Setting("session-hours", "12", "how long a session of the pages lasts, in h, 1–720"),
            Setting(
                "jwt-keys", "the issuer's `jwks_uri`", "file, or https address, of the issuer's keys (JWKS)"),
            Setting(
                "jwt-name-claim", "preferred_username",
                "claim with the holder's name, which history and audit show; without it `sub`. A name that begins with `/` is a JSON pointer through objects"
            ),
            Setting("jwt-publisher-claim", "publisher", "claim with the publisher's id"),
            Setting("jwt-role-claim", "roles", "claim with the holder's roles: a list, or a text of words"),
            Setting("jwt-operator-role", "publishing-operator", "the role of operators"),
            Setting(
                "ca-file", "none", "PEM file of certificate authorities for the identity provider, besides the system's"
            ),
            Setting("policy", nil, "rules for documents, as the stages have them"),
            Setting(
                "packages-dir", "packages in data-dir",
                "content and pictures of product pages, as `package` writes them"),
            Setting("data-dir", "var", "folder that relative paths of the pipeline's data are in"),
            Setting("file-roots", "none", "folders from which `file:` addresses may be read, as the stages have them"),
            Setting(
                "draft-memory-mib", "256",
                "MiB of documents in memory; above it the gateway drops the largest of the publisher with most"),
            Setting("answer-ms", "10000", "longest wait for the coordinator's answer, in ms"),
            Setting(
                "trusted-proxies", "none",
                "addresses and networks of proxies that report the client, separated by commas"),
            Setting("cookies", "plain", "`secure` behind TLS"),
        ])

    static let ofBroker = Section(
        title: "offer-broker", programs: ["offer-broker"],
        settings: [
            Setting("address-file", "var/broker.address", "file that receives the broker's address"),
            Setting("partitions", "8", "partitions of each topic, 1–128"),
            Setting("prefix", "offers", "the first part of all topic names"),
            Setting("log-level", "info", "`debug`, `info`, `warning` or `error`"),
        ])
}
