using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.SignIn.Registry;

/// <summary>
/// The implicit grant (RFC 6749, section 4.2) cannot be configured, and whoever tries is told why. What is asked for
/// is always a code.
/// </summary>
internal static class ImplicitGrant
{
    private const string ResponseType = "response_type";

    public static bool IsRequestedBy(Uri endpoint) => QueryHelpers.ParseQuery(endpoint.Query).ContainsKey(ResponseType);

    /// <summary>What is wrong with a provider's section, null where nothing.</summary>
    public static string? FindError(IConfigurationSection section) =>
        section["ResponseType"]?.Trim() is { Length: > 0 } value && value != "code"
            ? RefusalMessage($"{section.Key}:ResponseType is set")
            : null;

    public static string RefusalMessage(string cause) =>
        $"{cause}. Remove it: MusicAuth supports only the authorization code flow. The implicit grant "
        + "(response_type=token) puts the access token into the browser's address, where the history and every script "
        + "can read the token. It gives no refresh token, RFC 9700 (section 2.1.2) advises against it, and Spotify "
        + "removed it in 2025.";
}
