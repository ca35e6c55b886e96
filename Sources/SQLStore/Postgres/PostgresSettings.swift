import CPostgres

/// What libpq reads out of an address, without connecting.
struct PostgresSettings {
    private let values: [String: String]

    /// - Throws: `store.url`. libpq's own message may quote the password, so it is not passed on.
    init(address: String) throws(SQLError) {
        guard let options = PQconninfoParse(address, nil) else {
            throw SQLError(
                .url, "The PostgreSQL address cannot be read.",
                hint: "write postgres://USER@HOST:PORT/DATABASE and percent-encode special characters")
        }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        self.values = values
    }

    /// Whether the address itself decides the setting.
    func sets(_ keyword: String) -> Bool { values[keyword] != nil }

    /// User, hosts, ports and database name; no password, no other parameter.
    var description: String {
        let hosts = values["host"] ?? values["hostaddr"] ?? ""
        let ports = values["port"].map { $0.split(separator: ",", omittingEmptySubsequences: false) } ?? []
        let places = hosts.split(separator: ",", omittingEmptySubsequences: false).enumerated().map { index, host in
            let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
            return port.isEmpty ? String(host) : "\(host):\(port)"
        }
        let user = values["user"].map { $0 + "@" } ?? ""
        return "postgres://" + user + places.joined(separator: ",") + "/" + (values["dbname"] ?? "")
    }
}
