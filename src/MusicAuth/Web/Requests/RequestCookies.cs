namespace MusicAuth.Web.Requests;

/// <summary>Reads all cookies with a name. The framework keeps only one of them.</summary>
internal static class RequestCookies
{
    public static IReadOnlyList<string> GetValues(HttpRequest request, string name) =>
        GetValues(request, name, static suffix => suffix.IsEmpty);

    /// <summary>Returns the values of cookies with the names of other instances: no port, or another one.</summary>
    public static IReadOnlyList<string> GetValuesOfOtherPorts(HttpRequest request, string name, string ownSuffix) =>
        GetValues(request, name, suffix => !suffix.SequenceEqual(ownSuffix) && (suffix.IsEmpty
            || (suffix is ['_', .. { IsEmpty: false } port] && !port.ContainsAnyExceptInRange('0', '9'))));

    private static List<string> GetValues(HttpRequest request, string name, SuffixPredicate matchesSuffix)
    {
        List<string>? values = null;
        foreach (var header in request.Headers.Cookie)
        {
            foreach (var range in header.AsSpan().Split(';'))
            {
                var pair = header.AsSpan()[range].Trim();
                var equals = pair.IndexOf('=');
                if (equals >= name.Length && pair.StartsWith(name) && matchesSuffix(pair[name.Length..equals]))
                    (values ??= []).Add(Uri.UnescapeDataString(pair[(equals + 1)..].Trim().ToString()));
            }
        }

        return values ?? [];
    }

    private delegate bool SuffixPredicate(ReadOnlySpan<char> suffix);
}
