import Foundation

extension ScratchPostgres {
    /// Makes an authority, and a certificate of it for this server, with the openssl command.
    ///
    /// - Returns: the path of the authority's certificate.
    static func makeCertificates(in folder: String) throws -> String {
        let new = [
            "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        ]
        let (root, server) = (folder + "/root", folder + "/server")
        try write("subjectAltName=IP:127.0.0.1,DNS:localhost\n", to: folder + "/names")
        for arguments in [
            new + ["-x509", "-days", "2", "-subj", "/CN=scratch root"]
                + ["-keyout", root + ".key", "-out", root + ".pem"],
            new + ["-subj", "/CN=localhost", "-keyout", server + ".key", "-out", server + ".csr"],
            ["openssl", "x509", "-req", "-days", "2", "-in", server + ".csr"]
                + ["-CA", root + ".pem", "-CAkey", root + ".key", "-CAcreateserial"]
                + ["-extfile", folder + "/names", "-out", server + ".pem"],
        ] {
            let run = try Command.run(arguments)
            guard run.status == 0 else {
                throw Failure("openssl made no certificate: \(run.errors)")
            }
        }
        // The server refuses a key that others could read.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600],
            ofItemAtPath: server + ".key"
        )
        try giveAway(server + ".key")
        return root + ".pem"
    }
}
