extension PageScope {
    /// The log's checkpoint, what it means, and how to check it by hand.
    func logPage(_ checkpoint: (text: String, size: Int)) -> Page {
        Page(
            template: "log",
            title: words("nav_log"),
            path: "/log",
            fields: [
                "checkpoint": checkpoint.text,
                "sizeWords": words("log_m2", checkpoint.size),
            ]
        )
    }
}
