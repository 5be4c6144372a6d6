// The only place that contains the version.

/// The version of all programs, by Semantic Versioning 2.0.0.
public let programVersion = "0.1.0"
