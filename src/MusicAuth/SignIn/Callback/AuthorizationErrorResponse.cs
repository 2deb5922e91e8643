namespace MusicAuth.SignIn.Callback;

/// <summary>What a provider says at the callback in place of a code (RFC 6749, section 4.1.2.1).</summary>
internal static class AuthorizationErrorResponse
{
    private const string Other = "provider_error";

    // Access_denied, and as Deezer words it.
    private static readonly string[] Refusals = ["access_denied", "user_denied"];

    private static readonly string[] Known =
    [
        "invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope", "server_error",
        "temporarily_unavailable",
    ];

    /// <summary>Null where the provider says that nothing is wrong.</summary>
    public static SignInException? Parse(IQueryCollection query)
    {
        if (!query.Any(one => IsErrorParameter(one.Key) && one.Value.Any(value => !string.IsNullOrEmpty(value))))
            return null;
        string[] codes = [.. query["error"].Concat(query["error_reason"]).OfType<string>()];
        return codes.Intersect(Refusals, StringComparer.OrdinalIgnoreCase).Any() ? SignInException.Refused()
            // Only words of the RFC are repeated: an address can say anything.
            : SignInException.Failed(Known.Intersect(codes, StringComparer.Ordinal).FirstOrDefault() ?? Other);
    }

    // Deezer says error_reason, error_description and, in its API, error[type].
    private static bool IsErrorParameter(string name) => name.StartsWith("error", StringComparison.OrdinalIgnoreCase);
}
