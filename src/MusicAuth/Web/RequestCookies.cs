namespace MusicAuth.Web;

/// <summary>Cookies as they stand in the request: the framework keeps one of several with the same name.</summary>
public static class RequestCookies
{
    /// <summary>Every value of a cookie, in the order of the header.</summary>
    public static IReadOnlyList<string> ValuesOf(HttpRequest request, string name) =>
        ValuesOf(request, name, static rest => rest.IsEmpty);

    /// <summary>Every value of a cookie under the names of other ports: without a port, or with another one.</summary>
    public static IReadOnlyList<string> ValuesOfOtherPorts(HttpRequest request, string name, string ownSuffix) =>
        ValuesOf(request, name, rest => !rest.SequenceEqual(ownSuffix) && (rest.IsEmpty
            || (rest is ['_', .. { IsEmpty: false } port] && !port.ContainsAnyExceptInRange('0', '9'))));

    private static List<string> ValuesOf(HttpRequest request, string name, NameEnd isWanted)
    {
        List<string>? values = null;
        foreach (var header in request.Headers.Cookie)
        {
            foreach (var range in header.AsSpan().Split(';'))
            {
                var pair = header.AsSpan()[range].Trim();
                var equals = pair.IndexOf('=');
                if (equals >= name.Length && pair.StartsWith(name) && isWanted(pair[name.Length..equals]))
                    (values ??= []).Add(Uri.UnescapeDataString(pair[(equals + 1)..].Trim().ToString()));
            }
        }

        return values ?? [];
    }

    private delegate bool NameEnd(ReadOnlySpan<char> rest);
}
