// Where the pipeline may have to live: beside another one, with few file descriptors, in any locale and time zone.

import Base
import Events
import Foundation
import Testing

@Suite(.serialized) struct SurroundingsTests {
    @Test func `With a prefix of its own an installation has names of its own on the cluster`() throws {
        let prefix = "second-\(UUID().uuidString.prefix(8).lowercased())"
        let pipeline = try RunningPipeline(
            only: ["offer-coordinator", "validate-prerequisites"], settings: ["OFFERS_PREFIX": prefix])
        defer { pipeline.stop() }
        let name = freshOffer("prefixed")
        let file = pipeline.folder.appending(path: "offer.json")
        try pipeline.sample("web-vm", as: name).write(to: file)
        let sent = try pipeline.run("offerctl", ["publish", file.path, "--timeout", "60"])
        #expect(sent.out.contains("publish accepted"), "\(sent.err)")
        try pipeline.eventually("the first stage has handed off") {
            try pipeline.run("offerctl", ["status", "contoso/\(name)", "--json"]).out.contains(#""state":"Complete""#)
        }
        let topics = try pipeline.run("offerctl", ["topics", "describe", "-o", "name"]).out.split(separator: "\n")
        #expect(topics.count == Topic.all.count && topics.allSatisfy { $0.hasPrefix("\(prefix).") })
        // The usual installation does not know the offer: it has no such topics, or is another one.
        let other = try pipeline.run("offerctl", ["status", "contoso/\(name)", "--prefix", Installation.usual])
        #expect(other.status != 0)
        #expect(try pipeline.run("offerctl", ["list", "--prefix", "No!"]).err.contains("1 to 40 characters of a-z"))
        if RunningPipeline.external != nil {
            let lag = try pipeline.run("offerctl", ["lag", "--json"]).out.split(separator: "\n")
            let members = lag.filter { $0.contains(#""members":1"#) }
            #expect(members.count == 3 && members.allSatisfy { $0.contains(#""group":"\#(prefix)."#) })
        }
    }

    @Test func `Few file descriptors, no folder for temporary files, locale C and any time zone are enough`() throws {
        let pipeline = try RunningPipeline(
            settings: ["LC_ALL": "C", "LANG": "C", "TZ": "Asia/Kathmandu", "TMPDIR": "/nonexistent"],
            launcher: ["/bin/sh", "-c", "ulimit -n 64 && exec \"$@\"", "sh"])
        defer { pipeline.stop() }
        let name = freshOffer("cramped")
        let offer = "contoso/\(name)"
        // A title that is not ASCII.
        let sample = String(decoding: try pipeline.sample("web-vm", as: name), as: UTF8.self)
        let document = sample.replacing("Contoso Web Server", with: "Serveur d’été ウェブ")
        #expect(document != sample)
        try pipeline.produce(Data(document.utf8), options: ["-k", offer])
        try pipeline.await(offer, .waitingForPublisherReview)
        #expect(try pipeline.run("offerctl", ["go-live", offer, "--timeout", "60"]).status == 0)
        try pipeline.await(offer, .succeeded)
        let status = try pipeline.run("offerctl", ["status", offer])
        #expect(status.out.contains("Serveur d’été ウェブ"))
        let changed = try #require(try pipeline.status(offer)?.changed)
        #expect(abs((changed - World.real.now()).milliseconds) < 600_000, "times are in UTC")
        try pipeline.eventually("the mails are there") {
            try pipeline.consume(.notifications, key: offer).count >= 2
        }
    }
}

/// Linux has what unshare(1) needs only where the caller may make a PID namespace.
private let mayUnshare: Bool = {
    let run = try? RunningPipeline.run(
        URL(fileURLWithPath: "/usr/bin/unshare"), ["--pid", "--fork", "/bin/true"], environment: [:])
    return run?.status == 0
}()

@Suite struct FirstProcessTests {
    @Test(.enabled(if: mayUnshare, "this user may not make a PID namespace"))
    func `As process 1 a worker waits for the children that its programs leave behind`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "first-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // A sendmail that leaves a child, which ends after it and is not waited for by anybody else.
        let sendmail = folder.appending(path: "sendmail")
        try Data("#!/bin/sh\ncat >/dev/null\n(sleep 0.2; echo $$ >>\(folder.path)/left) &\n".utf8).write(to: sendmail)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: sendmail.path)
        let pipeline = try RunningPipeline(
            only: ["offer-mailer"], settings: ["OFFERS_SENDMAIL": sendmail.path],
            launcher: ["/usr/bin/unshare", "--pid", "--fork", "--kill-child"])
        defer { pipeline.stop() }
        for number in 0..<3 {
            let mail =
                "From: publishing@example.org\r\nTo: ada@contoso.example\r\n"
                + "Message-ID: <\(number)@contoso.example>\r\nSubject: \(number)\r\n\r\nHello\r\n"
            try pipeline.produce(Data(mail.utf8), to: .notifications, options: ["-k", "contoso/\(number)"])
        }
        let left = folder.appending(path: "left").path
        try pipeline.eventually("each mail has left a child") {
            (FileManager.default.contents(atPath: left) ?? Data()).count { $0 == UInt8(ascii: "\n") } == 3
        }
        let unshare = pipeline.instances(of: "offer-mailer")[0].processIdentifier
        let worker = try #require(children(of: unshare).first)
        try pipeline.eventually("no child of the worker is left, ended or not") { children(of: worker).isEmpty }
    }

    private func children(of pid: pid_t) -> [pid_t] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap { pid_t($0) }.filter { child in
            let status = try? String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8)
            return status?.contains("PPid:\t\(pid)\n") ?? false
        }
    }
}
