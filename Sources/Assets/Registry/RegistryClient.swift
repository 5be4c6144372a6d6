// The requests to one repository of a registry: a manifest by tag or digest, and a blob by digest, each under the fetch
// policy.
import FoundationEssentials

/// Only one thread may use it.
struct RegistryClient {
    private let address: String
    private let repository: String
    private let policy: FetchPolicy
    private let access: RegistryAccess
    private let check: () throws -> Void

    init(_ repository: String, policy: FetchPolicy, check: @escaping () throws -> Void) throws {
        let parts = repository.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw FetchFindings.malformed }
        // Its well-known name is not its address.
        let host = parts[0] == "docker.io" ? "registry-1.docker.io" : parts[0]
        address = "https://\(host)/v2/\(parts[1])"
        (self.repository, self.policy, self.check) = (repository, policy, check)
        access = RegistryAccess(
            try WebAddress(address, policy: policy), parts[1], policy: policy, check: check)
    }

    /// What tags name now. Throws an `AssetProblem` for missing tags.
    func resolve(_ tags: [String], _ limits: OCILimits) throws -> [RegistryDocument] {
        var (documents, missing): ([RegistryDocument], [AssetFinding]) = ([], [])
        for tag in tags {
            if var document = try document(tag, limit: limits.documentBytes) {
                document.tag = tag
                documents.append(document)
            } else {
                missing.append(AssetFinding("tag-not-in-registry", ["value": tag, "name": repository]))
            }
        }
        guard missing.isEmpty else { throw AssetProblem(missing) }
        return documents
    }

    /// A manifest or an index by tag or digest; nil if the registry has none.
    func document(_ reference: String, limit: Int) throws -> RegistryDocument? {
        let types = OCIMediaType.indexes.union(OCIMediaType.manifests).sorted().joined(separator: ", ")
        let answer: (bytes: Data, type: String?)
        do {
            answer = try GuardedFetch(policy: policy).small(
                "\(address)/manifests/\(reference)", limit: limit, accepting: types, access: access, check: check)
        } catch let problem as AssetProblem where problem.isNotFound {
            return nil
        } catch let problem as AssetProblem where problem.findings.first?.code == "fetch-too-large" {
            throw AssetProblem([OCIFindings.tooLong(reference)])
        }
        let bytes = [UInt8](answer.bytes)
        let name = (answer.type ?? "").prefix { $0 != ";" }
        return RegistryDocument(type: String(name), digest: try Digest.of(bytes), bytes: bytes)
    }

    /// Downloads a blob, continuing an earlier try. A blob that the registry does not have stays missing.
    func blob(_ digest: Digest, size: Int64, to path: String, progress: (Int64) -> Void) throws {
        if try FileSystem.sizeIfThere(path) == size { return progress(size) }
        var bounded = policy
        bounded.maxBytes = min(max(1, size), policy.maxBytes)
        do {
            _ = try GuardedFetch(policy: bounded).download(
                "\(address)/blobs/\(digest)", to: path, access: access, check: check,
                progress: { progress($0.bytesDone) })
        } catch let problem as AssetProblem where problem.isNotFound {}
    }
}

extension AssetProblem {
    var isNotFound: Bool { findings.first?.code == "fetch-not-found" }
}
