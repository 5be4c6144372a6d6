// Restores an asset of a store to its publisher's form: a file, or the folder of a layout.
import FoundationEssentials

extension Asset {
    /// Puts the asset into the folder, by links if the store is on the same file system. Blocking; may be repeated.
    /// - Returns: the path of the file, or of the layout, which is the folder.
    /// - Throws: `AssetProblem` if the bytes do not match their digests; `AssetError`.
    public func export(to folder: String, check: () throws -> Void = {}) throws -> String {
        let region = Region(name: folder, directory: folder)
        _ = try region.copy(settled, check: check)
        let top = "\(folder)/\(region.store.blobName(root))"
        guard kind == .containerImage else { return top }
        guard let index = try FileSystem.readIfThere(top, limit: OCILimits().documentBytes) else {
            throw AssetProblem([OCIFindings.missing(OCILayout.index)])
        }
        try FileSystem.replace("\(folder)/\(OCILayout.index)", with: index)
        try FileSystem.replace("\(folder)/oci-layout", with: Data(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
        return folder
    }
}
