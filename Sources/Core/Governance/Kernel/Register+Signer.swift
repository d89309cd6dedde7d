extension Register {
    /// Checks that the statement is meant for this register, is new, and was signed by an official
    /// in office with a key that counts at `time`.
    func checkSigner(of signed: SignedStatement, at time: Instant) throws(Refusal) {
        let statement = signed.statement
        if case .charterEnacted(let enactment) = statement.command {
            guard head == nil else {
                throw Refusal(.alreadyFounded, "the register has its charter already")
            }
            guard statement.register == enactment.content.charter.id else {
                throw Refusal(.wrongRegister, "the charter founds another register")
            }
            guard statement.actor == .founder else {
                throw Refusal(.unknownSigner, "a charter is enacted by `founder`")
            }
            return try check(signed, with: enactment.founderKey)
        }
        guard let head else {
            throw Refusal(.notFounded, "the register has no charter yet")
        }
        guard statement.register == head.id else {
            throw Refusal(
                .wrongRegister,
                "the statement is for register `\(statement.register)`, and this is `\(head.id)`"
            )
        }
        let skew = KernelLimits.clockSkew
        guard statement.issued <= time + skew, statement.issued >= time - skew else {
            throw Refusal(
                .clockSkew,
                "signed at \(statement.issued), recorded at \(time)",
                help: "sign again; the two may lie \(skew) apart at the most"
            )
        }
        let official = try signer(of: statement, at: time)
        guard let key = key(statement.key, of: official, at: time) else {
            throw Refusal(
                .unknownSigner,
                "official `\(official.id)` has no key `\(statement.key)`"
            )
        }
        try checkStands(key, of: official, for: statement.command.kind)
        guard key.period.contains(time) else {
            throw Refusal(.keyNotValid, "key `\(key.id)` of `\(official.id)` does not count now")
        }
        try check(signed, with: key.publicKey)
    }

    private func signer(of statement: Statement, at time: Instant) throws(Refusal) -> Official {
        guard let official = officials.version(of: statement.actor.text, at: time)?.value else {
            throw Refusal(.unknownSigner, "no official is named `\(statement.actor)`")
        }
        guard official.period.contains(time) else {
            throw Refusal(
                .notInOffice,
                "official `\(official.id)` is not in office at \(time)"
            )
        }
        return official
    }

    private func check(_ signed: SignedStatement, with key: PublicKey) throws(Refusal) {
        let bytes = try signed.statement.signedBytes()
        if case .charterEnacted = signed.statement.command {
            // a charter has the limit of an entry
        } else if bytes.count > KernelLimits.statementBytes {
            throw Refusal(
                .tooLarge,
                "\(bytes.count) bytes are more than \(KernelLimits.statementBytes)"
            )
        }
        guard key.verifies(signed.signature, over: bytes) else {
            throw Refusal(.badSignature, "the signature does not fit the statement and the key")
        }
        guard !statementsSeen.contains(Digest(of: bytes)) else {
            throw Refusal(.replayed, "the register has recorded this statement already")
        }
    }
}
