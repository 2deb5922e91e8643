namespace MusicAuth.Access.Requests;

/// <summary>The credential of <c>Authorization: Bearer</c> (RFC 6750, section 2.1).</summary>
internal static class BearerToken
{
    private const string Name = "Bearer";
    private const string Scheme = Name + " ";

    /// <summary>Whether the request has a bearer token; other schemes can be for a proxy.</summary>
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

    /// <summary>Empty unless the request has exactly one.</summary>
    public static ReadOnlySpan<char> Read(HttpRequest request) =>
        request.Headers.Authorization is [{ } only] && only.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? only.AsSpan(Scheme.Length).Trim(' ')
            : [];
}
