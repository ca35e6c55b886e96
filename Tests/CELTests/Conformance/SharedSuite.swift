import CELConformance
import Foundation

/// The official conformance tests, `data/cel` of the shared folder.
enum SharedSuite {
    /// Nil when the folder is not on this machine.
    static let folder: String? = {
        var candidates: [URL] = []
        if let shared = ProcessInfo.processInfo.environment["STOA_SHARED"] { candidates.append(URL(filePath: shared)) }
        var directory = URL(filePath: #filePath).deletingLastPathComponent()
        while directory.path != "/" {
            candidates.append(directory.appending(path: "shared"))
            directory = directory.deletingLastPathComponent()
        }
        return candidates.map { $0.appending(path: "data/cel").path }.first { FileManager.default.fileExists(atPath: $0) }
    }()

    static func read() throws -> ConformanceSuite { try ConformanceSuite(directory: folder ?? "") }
}
