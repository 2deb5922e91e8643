namespace MusicAuth.SignIn.Callback;

/// <summary>The error that a provider sends to the callback instead of a code (RFC 6749, section 4.1.2.1).</summary>
internal static class AuthorizationErrorResponse
{
    private const string UnknownError = "provider_error";

    // Deezer sends user_denied.
    private static readonly string[] Refusals = ["access_denied", "user_denied"];

    private static readonly string[] KnownErrors =
    [
        "invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope", "server_error",
        "temporarily_unavailable",
    ];

    /// <summary>Returns null where the query contains no error.</summary>
    public static SignInException? Parse(IQueryCollection query)
    {
        if (!query.Any(pair => IsErrorParameter(pair.Key) && pair.Value.Any(value => !string.IsNullOrEmpty(value))))
            return null;
        string[] errors = [.. query["error"].Concat(query["error_reason"]).OfType<string>()];
        return errors.Intersect(Refusals, StringComparer.OrdinalIgnoreCase).Any()
            ? SignInException.Refused()
            // Any site can link to this address with any text, so only the error codes of the RFC pass through.
            : SignInException.Failed(
                KnownErrors.Intersect(errors, StringComparer.Ordinal).FirstOrDefault(UnknownError));
    }

    // Deezer also sends error_reason, error_description and error[type].
    private static bool IsErrorParameter(string name) => name.StartsWith("error", StringComparison.OrdinalIgnoreCase);
}
