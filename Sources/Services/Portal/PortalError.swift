internal import Web

/// Why a page cannot be shown.
enum PortalError: Error, Hashable {
    /// The register knows nothing of that name.
    case notFound
    /// A date in the query is malformed.
    case invalidDate

    var status: Int {
        switch self {
        case .notFound: 404
        case .invalidDate: 400
        }
    }
}

extension PortalError: ProblemConvertible {
    /// What a client is told that does not read HTML.
    var problem: ProblemDetails {
        switch self {
        case .notFound:
            ProblemDetails(
                status: 404,
                code: "not_found",
                title: "Not found",
                detail: "the register knows nothing of that name"
            )
        case .invalidDate:
            ProblemDetails(
                status: 400,
                code: "invalid",
                title: "Invalid request",
                detail: "`as_of` is a date such as `2026-03-01` or a time such as "
                    + "`2026-03-01T09:30:00Z`"
            )
        }
    }
}
