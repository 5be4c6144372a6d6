// The gateway as a program: settings, broker, table, server.

import Foundation
import Gateway
import HTTP
import Offers
import Runtime
import Stages
import Synchronization
import Telemetry

@main enum Program {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        if words.first == "new-token" { newToken(Array(words.dropFirst())) }
        Launch.main(name: "offer-gateway", help: help) { start, journal in
            let settings = start.settings
            var options = Gateway.Options()
            let address = settings["listen"] ?? "127.0.0.1"
            let port = try settings.number("port", default: 8080, in: 0...65_535)
            let draftMemory = try settings.number("draft-memory-mib", default: 256, in: 1...1 << 20)
            options.answerMilliseconds = try settings.number("answer-ms", default: 10_000, in: 100...60_000)
            options.isBehindTLS = try settings.choice("cookies", default: Cookies.plain) == .secure
            let proxies = try TrustedProxies(settings["trusted-proxies"] ?? "")
            options.proxies = proxies
            options.fileRoots = (settings["file-roots"] ?? "").split(separator: ":").map(String.init)
            options.packages = settings.packagesDirectory
            let tokens = try Tokens(settings)
            let policy = try Policy(settings)
            let metricsAddress = settings["metrics-address"]
            let client = try start.client()
            try settings.refuseUnknown(among: start.given)

            let model = ReadModel(mostDraftBytes: draftMemory << 20)
            let follower = try TopicFollower(
                settings: client, model: model, log: journal.kafkaSink, warn: { journal.warning($0) })
            let gateway = Gateway(
                tokens: tokens, model: model, broker: follower.broker, policy: policy, options: options,
                note: { journal.info($0, $1) })
            var limits = HTTPServer.Limits()
            limits.isProxy = { proxies.trusts($0) }
            let server = try HTTPServer(
                address: address, port: UInt16(port), limits: limits, refuse: Gateway.refuse,
                admit: gateway.admit, handle: gateway.handle)
            let vitals = try GatewayTelemetry(gateway, metricsAddress, start.serviceManager, journal)
            let leftOut = Mutex(0)
            let turned: @Sendable () -> Void = {
                vitals.turned(isReady: model.isReady)
                let all = model.leftOut
                let more = leftOut.withLock { told in
                    defer { told = all }
                    return all - told
                }
                guard more > 0 else { return }
                journal.warning(
                    "documents left out: they take more than draft-memory-mib", ["count": "\(more)", "of": "\(all)"])
            }
            follower.start(turned: turned) { error in
                // Without the topics every page would grow old in silence: the supervisor starts the program again.
                journal.error("the topics cannot be followed any more: \(error)")
                exit(70)
            }
            journal.info(
                "ready", ["broker": client.bootstrapServers ?? "", "address": "http://\(address):\(server.port)/"])
            Launch.waitForStop()
            vitals.stopping()
            model.close()
            server.stop()
            follower.stop()
        }
    }

    private enum Cookies: String, CaseIterable { case plain, secure }

    /// Prints a token and the line that the tokens file needs; the token is shown this once.
    private static func newToken(_ words: [String]) -> Never {
        guard (1...2).contains(words.count), words[0] == "*" || OfferKey.isIdentifier(words[0]),
            let made = try? Tokens.make(for: words[0], name: words.count > 1 ? words[1] : "", world: .real)
        else {
            FileHandle.standardError.write(Data("offer-gateway: new-token needs a publisher's id, or '*'\n".utf8))
            exit(64)
        }
        FileHandle.standardError.write(Data("token (shown once): \(made.token)\n".utf8))
        Launch.tell(made.line)
    }

    private static let help = """
        offer-gateway – the publishing API and its pages over HTTP. It runs until it gets SIGTERM or SIGINT.

          offer-gateway [options]
          offer-gateway new-token PUBLISHER [NAME]   prints the line for the tokens file; the token goes to standard
                               error. NAME is who has it, for the history; '*' as PUBLISHER is an operator

        Each option may stand in the environment instead: --x-y as OFFERS_X_Y. Options win.
          --broker HOST:PORT   Kafka, default 127.0.0.1:9092; @FILE takes the address from a file
          --listen ADDRESS     where to listen, default 127.0.0.1; TLS is a proxy's in front
          --port PORT          default 8080
          --tokens FILE        publishers and the SHA-256 of their tokens
          --policy FILE        the rules for documents, as the validation worker has them
          --packages-dir DIR   the folder of product pages and pictures, as the packaging worker has it
          --data-dir DIR       the folder of the pipeline's data, default var; packages-dir is in it
          --file-roots DIRS    folders under which file: addresses may lie, as the workers have them
          --draft-memory-mib N  MiB of documents that are kept in memory, default 256; beyond, the largest of the publisher
                               with most are left out
          --answer-ms MS       longest wait for the coordinator's answer, default 10000
          --trusted-proxies NETWORKS  addresses and ranges of proxies in front, separated by commas: they say in Forwarded or
                               X-Forwarded-For who asks; none by default
          --cookies KIND       plain (default) or secure: behind TLS
          --metrics-address H:P   serve /metrics, /healthz and /readyz there, such as 127.0.0.1:9412; off by default
          --client-properties FILE, -X KEY=VALUE, --log-level LEVEL   as the workers
        """
}
