using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.SignIn.Registry;

/// <summary>Refuses settings that ask for the implicit grant (RFC 6749, section 4.2), with an explanation.</summary>
internal static class ImplicitGrant
{
    public static bool IsRequestedBy(Uri endpoint) =>
        QueryHelpers.ParseQuery(endpoint.Query).ContainsKey("response_type");

    public static IEnumerable<string> FindErrors(IConfigurationSection section) =>
        section["ResponseType"]?.Trim() is { Length: > 0 } and not "code"
            ? [RefusalMessage($"{section.Key}:ResponseType is set")]
            : [];

    public static string RefusalMessage(string cause) =>
        $"{cause}. Remove it: MusicAuth supports only the authorization code flow. The implicit grant "
        + "(response_type=token) puts the access token into the browser's address, where the history and every script "
        + "can read the token. It gives no refresh token, RFC 9700 (section 2.1.2) advises against it, and Spotify "
        + "removed it in 2025.";
}
