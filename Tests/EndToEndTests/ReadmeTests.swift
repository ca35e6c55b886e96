import Foundation
import JSONDocument
import Testing

@Suite("The README does what it says")
struct ReadmeTests {
    @Test("the walks of merchant, vendor and operator run as they stand")
    func walks() async throws {
        let readme = try String(contentsOf: packageRoot.appending(path: "README.md"), encoding: .utf8)
        let walks = readme.matches(of: /```sh\n((?:(?!```)[\s\S])*)```/).map { String($0.1) }
        #expect(walks.count == 6)
        let folder = try TemporaryFolder()
        let port = String(try freePort())
        let script = "set -euo pipefail\ntrap 'kill $(jobs -p)' EXIT\n" + walks.joined().replacing("8080", with: port)
        let path =
            URL(fileURLWithPath: stoaExecutable).deletingLastPathComponent().path + ":"
            + (ProcessInfo.processInfo.environment["PATH"] ?? "")
        let directory = folder.url
        let result = try await waiting {
            try Peer("/bin/bash", ["-c", script], environment: ["PATH": path], directory: directory).finish()
        }
        #expect(result.status == 0, "\(result.output)\n\(result.errors)")
        // 12 mugs at 9.00, less 10 %.
        #expect(result.output.contains("\"total\": 9720"), "\(result.output)")
        // 60 mugs in the channel of resellers.
        #expect(result.output.contains("\"total\": 36000"))
        #expect(result.output.contains("acme/dozens#dozen"))
        #expect(result.output.contains("whsec_"))
        // The report that is shown, to the letter.
        let shown = try #require(readme.firstMatch(of: /```\n(2 orders, 1 change\n(?:(?!```)[\s\S])*)```/)).1
        #expect(result.output.contains(shown), "\(result.output)")
        #expect(result.output.contains("every number follows from rulebook"))
        let last = try #require(result.output.range(of: #"{"instance":"#, options: .backwards), "\(result.output)")
        let approval = try JSON(parsing: String(result.output[last.lowerBound...]))
        #expect(approval[pointer: "/instance/state"] == "completed", "\(approval)")
        #expect(approval[pointer: "/instance/outcome"] == "executed", "\(approval)")
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
