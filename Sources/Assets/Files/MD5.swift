// MD5, for its one remaining use: the Content-MD5 of a request, by which a blob service detects damaged bytes (RFC
// 1864). Never for trust; SHA-256 is for that.
import CLibcrypto
import FoundationEssentials

enum MD5 {
    /// The digest of `bytes` in base64. Throws `AssetError.library`.
    static func base64(_ bytes: Data) throws -> String {
        var raw = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let made = bytes.withUnsafeBytes { EVP_Digest($0.baseAddress, $0.count, &raw, &count, EVP_md5(), nil) }
        guard made == 1 else { throw AssetError.library(name: "OpenSSL", reason: "MD5 is not available") }
        return Data(raw.prefix(Int(count))).base64EncodedString()
    }
}
