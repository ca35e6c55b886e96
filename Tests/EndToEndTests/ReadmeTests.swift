import Foundation
import Testing

@Suite("The README does what it says")
struct ReadmeTests {
    @Test("the walks of merchant, vendor and operator run as they stand")
    func walks() throws {
        let readme = try String(contentsOf: packageRoot.appending(path: "README.md"), encoding: .utf8)
        let walks = readme.matches(of: /```sh\n((?:(?!```)[\s\S])*)```/).map { String($0.1) }
        #expect(walks.count == 3)
        let folder = try TemporaryFolder()
        let port = String(try freePort())
        let script = "set -euo pipefail\ntrap 'kill $(jobs -p)' EXIT\n" + walks.joined().replacing("8080", with: port)
        let path = URL(fileURLWithPath: stoaExecutable).deletingLastPathComponent().path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
        let result = try Peer(
            "/bin/bash", ["-c", script],
            environment: ["PATH": path, "STOA_RULES": packageRoot.path + "/rules", "STOA_WORKFLOWS": packageRoot.path + "/workflows", "STOA_PLUGINS": packageRoot.path + "/plugins"],
            directory: folder.url
        ).finish()
        #expect(result.status == 0, "\(result.output)\n\(result.errors)")
        #expect(result.output.contains("\"total\" : 9720") || result.output.contains("\"total\": 9720"), "\(result.output)")
        #expect(result.output.contains("acme/dozens#dozen"))
        #expect(result.output.contains("whsec_"))
        #expect(result.output.contains("\"state\":\"completed\"") || result.output.contains("\"outcome\""), "\(result.output)")
    }

    /// A port nobody listens on; the system hands it out and takes it back at once.
    private func freePort() throws -> UInt16 {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0 }
        }
        try #require(bound)
        return UInt16(bigEndian: address.sin_port)
    }
}
