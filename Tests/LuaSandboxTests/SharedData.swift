import Foundation

/// The folder of test data that is shared between projects; it is not part of this repository.
///
/// `STOA_SHARED` names it; otherwise a folder `shared` beside any of the folders above this file is taken.
let sharedData: URL? = {
    let manager = FileManager.default
    if let path = ProcessInfo.processInfo.environment["STOA_SHARED"] {
        let data = URL(fileURLWithPath: path).appendingPathComponent("data")
        return manager.fileExists(atPath: data.path) ? data : nil
    }
    var folder = URL(fileURLWithPath: #filePath)
    while folder.pathComponents.count > 1 {
        folder.deleteLastPathComponent()
        let data = folder.appendingPathComponent("shared/data")
        if manager.fileExists(atPath: data.path) { return data }
    }
    return nil
}()
