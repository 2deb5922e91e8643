namespace MusicAuth.Access.Requests;

/// <summary>The credential of <c>Authorization: Bearer</c> (RFC 6750, section 2.1).</summary>
internal static class BearerToken
{
    private const string Name = "Bearer";
    private const string Scheme = Name + " ";

    /// <summary>Other schemes are somebody else's, such as the password of a proxy that is passed on.</summary>
    public static bool IsPresent(HttpRequest request)
    {
        foreach (var value in request.Headers.Authorization)
        {
            if (value is not null && (value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                || value.Equals(Name, StringComparison.OrdinalIgnoreCase)))
                return true;
        }

        return false;
    }

    /// <summary>Empty where there is none, or more than one to choose from.</summary>
    public static ReadOnlySpan<char> Read(HttpRequest request) =>
        request.Headers.Authorization is [{ } only] && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? only.AsSpan(Scheme.Length).Trim(' ')
            : [];
}
