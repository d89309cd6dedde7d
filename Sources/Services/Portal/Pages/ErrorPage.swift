extension PageScope {
    /// What cannot be shown, and why.
    func errorPage(_ error: PortalError) -> Page {
        Page(
            template: "error",
            title: words("error_\(error.status)"),
            path: "/",
            fields: [
                "errorStatus": String(error.status),
                "errorWords": words("error_\(error.status)_text"),
            ]
        )
    }
}
