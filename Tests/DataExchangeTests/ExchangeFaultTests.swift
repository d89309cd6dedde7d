import CanonicalJSON
import DataExchange
import Testing

@Suite struct Faults {
    @Test(
        arguments: [
            (.client, .badRequest, 400, "client.bad_request", "Client.BadRequest"),
            (
                .clientProxy, .accessDenied, 500, "server.clientproxy.access_denied",
                "Server.ClientProxy.AccessDenied"
            ),
            (
                .serverProxy, .networkError, 500, "server.serverproxy.service_failed.network_error",
                "Server.ServerProxy.ServiceFailed.NetworkError"
            ),
        ] as [(ExchangeFault.Origin, ExchangeFault.Code, Int, String, String)]
    )
    func `name their type in both styles`(
        origin: ExchangeFault.Origin,
        code: ExchangeFault.Code,
        status: Int,
        modern: String,
        older: String
    ) {
        let fault = ExchangeFault(origin, code, "m")

        #expect(fault.status == status)
        #expect(fault.type() == modern)
        #expect(fault.type(.camelCase) == older)
    }

    @Test func `write JSON with our members and XML without`() {
        let fault = ExchangeFault(
            .serverProxy,
            .accessDenied,
            "no <agreement> & \"none\"",
            detail: "id-1",
            extra: .object(["code": .string("agreement_expired")])
        )

        #expect(
            String(decoding: fault.body(.json), as: UTF8.self)
                == #"{"cabildo":{"code":"agreement_expired"},"detail":"id-1","#
                + #""message":"no <agreement> & \"none\"","type":"server.serverproxy.access_denied"}"#
        )
        #expect(
            String(decoding: fault.body(.xml, style: .camelCase), as: UTF8.self)
                == #"<?xml version="1.0" encoding="UTF-8"?><error>"#
                + "<type>Server.ServerProxy.AccessDenied</type>"
                + "<message>no &lt;agreement&gt; &amp; \"none\"</message><detail>id-1</detail></error>"
        )
    }

    @Test func `leave out members that cannot be written`() {
        let fault = ExchangeFault(.client, .badRequest, "m", extra: .integer(.max))

        #expect(
            String(decoding: fault.body(.json), as: UTF8.self)
                == #"{"detail":"","message":"m","type":"client.bad_request"}"#
        )
    }

    @Test(
        arguments: [
            ([], .json), (["*/*"], .json), (["text/xml"], .xml), (["TEXT/XML;q=0.1"], .xml),
            (["application/json, text/xml"], .json), (["text/xml, application/json"], .xml),
            (["text/html,application/xml"], .xml), (["text/html", "text/*"], .xml),
            (["image/png"], .json),
        ] as [([String], ExchangeFault.BodyForm)]
    )
    func `choose the form that is named first`(accept: [String], form: ExchangeFault.BodyForm) {
        #expect(ExchangeFault.BodyForm(accept: accept) == form)
    }

    @Test func `short receipts are structured fields`() {
        #expect(
            ReceiptText.write(rule: "r\"1\\", act: "2026/14", position: 7)
                == #"rule="r\"1\\", act="2026/14", position=7"#
        )
        #expect(
            ReceiptText.write(rule: "é%\"\n", act: "a", position: -1)
                == #"rule=%"%c3%a9%25%22%0a", act="a", position=-1"#
        )
    }
}
