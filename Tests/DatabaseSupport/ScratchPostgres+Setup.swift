extension ScratchPostgres {
    /// How a server is set up.
    public struct Setup: Sendable {
        /// Lines for `postgresql.conf`.
        public var settings: [String: String] = [:]
        /// The folder for the data, which is left behind; a new one, which is removed, when nil.
        public var folder: String?
        /// Whether it speaks TLS, with a certificate for 127.0.0.1 of an authority of its own.
        public var speaksTLS = false
        /// Whether it asks for a password, by SCRAM.
        public var asksForPassword = false

        /// The default setup.
        public init() {}

        /// The lines to add to `postgresql.conf`.
        func lines(in folder: String) -> String {
            var all = [
                "listen_addresses": "127.0.0.1", "unix_socket_directories": folder,
                "max_connections": "200", "shared_buffers": "64MB", "max_wal_size": "256MB",
                "fsync": "on",
            ]
            // A killed server leaves its segments in /dev/shm; as files they go with the folder. On
            // a folder of the caller's, which may be a small disk, they would change what happens
            // when it is full.
            if self.folder == nil { all["dynamic_shared_memory_type"] = "mmap" }
            if speaksTLS {
                all["ssl"] = "on"
                all["ssl_cert_file"] = folder + "/server.pem"
                all["ssl_key_file"] = folder + "/server.key"
            }
            all.merge(settings) { $1 }
            return all.map { "\($0) = '\($1)'\n" }.sorted().joined()
        }
    }
}
