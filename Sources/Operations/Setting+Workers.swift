// The settings of every program, of workers and of stages.

extension Setting {
    static let ofEveryProgram = Section(
        title: "Every program", programs: workers + ["offer-gateway"],
        settings: [
            Setting(
                "broker", "127.0.0.1:9092",
                "Kafka's `HOST:PORT`; `@FILE` reads it from a file that `offer-broker` wrote"),
            Setting(
                "prefix", "offers",
                "the first part of all topic names. Another prefix also begins groups and transactional ids, so that several installations share a cluster"
            ),
            Setting(
                "client-properties", "none",
                "file of librdkafka properties, one `key=value` a line. `KAFKA_CLIENT_KEY` in the environment and `-X key=value` override it"
            ),
            Setting("log-level", "info", "`debug`, `info` (a line for each record), `warning` or `error`"),
            Setting(
                "metrics-address", "none",
                "`HOST:PORT` that serves `/metrics`, `/healthz` and `/readyz`, without TLS or password"),
        ])

    static let ofWorkers = Section(
        title: "Every worker", programs: workers,
        settings: [
            Setting("delivery", "exactly-once", "`exactly-once`, or `at-least-once` for the embedded broker"),
            Setting("group", "the program's name", "consumer group"),
            Setting("instance", "new at each start", "stable name of this process in its group, for a quick restart"),
            Setting(
                "membership", "dynamic",
                "`dynamic`, or `static` (needs `instance`): a quick restart without a rebalance"),
            Setting(
                "start", "none",
                "where to begin if the group has no usable commit in an old topic: `earliest`, `latest`, or a time such as `2026-01-31T09:00:00Z`. Without it the worker exits with 64"
            ),
            Setting("drain", "0", "seconds that running work may take to finish after SIGTERM, at most a week"),
            Setting(
                "failpoint", "none",
                "for fault tests: `POINT:PASSING` at which the process kills itself; with `:hang` it stops itself"),
        ])

    static let ofStages = Section(
        title: "Stages", programs: stages,
        settings: [
            Setting("concurrency", "16", "offers that one process works on at the same time, 1–4096"),
            Setting("tries", "5", "tries before a fault blocks the step, 1–1000; a profile's step may set `retry`"),
            Setting("retry-base-ms", "1000", "wait before the second try, in ms; doubles from try to try"),
            Setting("retry-longest-ms", "60000", "longest wait between two tries, in ms"),
            Setting(
                "work-timeout-s", "345600",
                "longest time of one try, in s; then the work is canceled and retried. A profile's step may set `timeout`"
            ),
            Setting(
                "work-grace-s", "60", "time in which canceled work must end, in s; otherwise the process exits with 70"),
            Setting(
                "crash-notes", "notes/STAGE in data-dir",
                "folder with the records in flight, which the next process reads after a crash; it must outlive the process. `off`: none"
            ),
            Setting("data-dir", "var", "folder that relative paths of the pipeline's data are in"),
            Setting(
                "downloads-dir", "downloads in data-dir", "running downloads; you may empty it while no worker runs"),
        ])

    static let ofFetching = Section(
        title: "Stages that fetch publishers' files", programs: ["validate-test-drive", "certify", "package"],
        settings: [
            Setting(
                "file-roots", "none",
                "folders, separated by `:`, from which `file:` addresses may be read (also by `validate-prerequisites` and the gateway). `{publisher}` in a path is the publisher's id: each publisher reads only its own folder. Everybody reads a folder without it"
            ),
            Setting(
                "allowed-addresses", "none",
                "private, loopback or link-local networks (`10.1.0.0/16`) and hosts that may be fetched from, separated by commas"
            ),
            Setting("allow-http", "no", "`yes` allows `http://` without TLS"),
            Setting(
                "ca-file", "none", "PEM file of certificate authorities besides the system's; also for region stores"),
            Setting("fetch-limit-mib", "1048576", "largest file, in MiB"),
            Setting("fetch-limit-minutes", "1440", "longest time for one try to download a file, in minutes"),
            Setting(
                "fetch-least-kib-per-second", "64",
                "what a download brings on the average once two minutes have passed; a slower host is the publisher's problem"
            ),
            Setting(
                "download-connections", "4", "connections of one download, 1–64; one if the host does not serve ranges"),
            Setting(
                "downloads-quota-mib", "0", "most MiB of all downloads in `downloads-dir`; 0: as much as the disk has"),
            Setting("downloads-keep-days", "7", "days until an unfinished download is removed (by `certify`)"),
        ])

    static let ofImages = Section(
        title: "Single stages", programs: stages,
        settings: [
            Setting(
                "policy", nil, "rules for offers: limits, picture sizes, technical keys and quotas",
                only: ["validate-prerequisites", "certify", "package"]),
            Setting("scanner", "none", "clamd's address, `unix:/PATH` or `tcp:HOST:PORT`", only: ["certify"]),
            Setting(
                "require-scanner", "yes", "`no` certifies images without a scan; the status says so", only: ["certify"]),
            Setting("scan-window-mib", "24", "MiB that the scanner takes in one piece", only: ["certify"]),
            Setting(
                "scan-connections", "4", "pieces that the scanner takes at once, 1–100; at most clamd's `MaxThreads`",
                only: ["certify"]),
            Setting("scan-patience-s", "300", "longest wait for one answer of the scanner, in s", only: ["certify"]),
            Setting("reports-dir", "reports in data-dir", "certification reports, by digest", only: ["certify"]),
            Setting(
                "regions", "deploy/regions.json", "file of the image stores",
                only: ["validate-test-drive", "certify", "provision-preview", "provision-production"]),
            Setting(
                "upload-connections", "8", "requests to one store at once, 1–64",
                only: ["certify", "provision-preview", "provision-production"]),
            Setting(
                "verify", "read",
                "how a container proves what it holds: `read` reads everything back; `checksums` compares the checksum that the "
                    + "service answers for each part, and reads nothing back",
                only: ["certify", "provision-preview", "provision-production"]),
            Setting(
                "regions-at-once", "4", "regions of one offer that are copied to at the same time, 1–100",
                only: ["provision-preview", "provision-production"]),
            Setting(
                "trial-deployment-command", "none", "absolute path of a program, and its arguments",
                only: ["validate-test-drive"]),
            Setting(
                "trial-deployment-minutes", "60", "longest time of one trial deployment, in minutes, 1–1440",
                only: ["validate-test-drive"]),
            Setting(
                "packages-dir", "packages in data-dir", "content and pictures of product pages, by digest",
                only: ["package"]),
            Setting(
                "salesforce-url", "Salesforce's web-to-lead form", "address of the form, for sandboxes and tests",
                only: ["package"]),
            Setting(
                "pages-url", "http://localhost:8080", "address of the gateway's pages, for links",
                only: ["publisher-sign-off", "go-live"]),
            Setting(
                "preview-base", "pages-url and /preview", "first part of preview links", only: ["publisher-sign-off"]),
            Setting("live-base", "pages-url and /marketplace", "first part of live links", only: ["go-live"]),
        ])
}
