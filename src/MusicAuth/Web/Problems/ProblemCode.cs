namespace MusicAuth.Web.Problems;

/// <summary>A stable error code of the API, with its HTTP status and title.</summary>
public sealed record ProblemCode(string Code, int Status, string Title)
{
    public static readonly ProblemCode Unauthenticated = new("unauthenticated", 401, "Not authenticated");
    public static readonly ProblemCode InsufficientScope =
        new("insufficient_scope", 403, "Not allowed for this caller");
    public static readonly ProblemCode RegistrationClosed = new("registration_closed", 403, "Registration is closed");
    public static readonly ProblemCode CrossSiteRequest = new("cross_site_request", 403, "Request from another site");
    public static readonly ProblemCode FreshSignInRequired =
        new("fresh_sign_in_required", 403, "Sign in again first");
    public static readonly ProblemCode ReauthorizationRequired =
        new("reauthorization_required", 403, "Sign in to the provider again");
    public static readonly ProblemCode ProviderForbids = new("provider_forbids", 403,
        "The provider refused the request");
    public static readonly ProblemCode NotConnected = new("not_connected", 404, "Not connected");
    public static readonly ProblemCode UnknownProvider = new("unknown_provider", 404, "Unknown provider");
    public static readonly ProblemCode NotFound = new("not_found", 404, "Not found");
    public static readonly ProblemCode InvalidParameter = new("invalid_parameter", 400, "Invalid parameter");
    public static readonly ProblemCode AccountLinkedElsewhere =
        new("account_linked_elsewhere", 409, "Account belongs to another user");
    public static readonly ProblemCode AccountMismatch = new("account_mismatch", 409, "Another account is connected");
    public static readonly ProblemCode LastIdentity =
        new("last_identity", 409, "The last account that can sign in");
    public static readonly ProblemCode ConfiguredElsewhere =
        new("configured_elsewhere", 409, "Set by the configuration");
    public static readonly ProblemCode NotEmpty = new("not_empty", 409, "This MusicAuth has users");
    public static readonly ProblemCode MethodNotAllowed = new("method_not_allowed", 405, "Method not allowed");
    public static readonly ProblemCode LimitReached = new("limit_reached", 409, "Limit reached");
    public static readonly ProblemCode RequestTimeout = new("request_timeout", 408, "Request too slow");
    public static readonly ProblemCode BodyTooLarge = new("body_too_large", 413, "Body too large");
    public static readonly ProblemCode UnsupportedMediaType =
        new("unsupported_media_type", 415, "Unsupported media type");
    public static readonly ProblemCode ProviderAnswerInvalid =
        new("provider_answer_invalid", 502, "The provider's response is invalid");
    public static readonly ProblemCode StorageUnavailable = new("storage_unavailable", 503, "Storage unavailable");
    public static readonly ProblemCode InternalError = new("internal_error", 500, "Internal error");
    public static readonly ProblemCode RateLimited = new("rate_limited", 429, "Too many requests");
    public static readonly ProblemCode ProviderRateLimited =
        new("provider_rate_limited", 429, "The provider is rate-limiting requests");
    public static readonly ProblemCode ProviderUnavailable =
        new("provider_unavailable", 503, "The provider is unavailable")
        {
            DefaultRetryAfter = TimeSpan.FromSeconds(5),
        };
    public static readonly ProblemCode ProviderAppUnhealthy =
        new("provider_app_unhealthy", 503, "The provider rejects the app registration");

    /// <summary>The Retry-After of a problem that sets none.</summary>
    public TimeSpan? DefaultRetryAfter { get; private init; }
}
