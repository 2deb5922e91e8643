namespace MusicAuth.Web.Requests;

/// <summary>Cookies as they stand in the request: the framework keeps one of several with the same name.</summary>
public static class RequestCookies
{
    /// <summary>Every value of a cookie, in the order of the header.</summary>
    public static IReadOnlyList<string> GetValues(HttpRequest request, string name) =>
        GetValues(request, name, static rest => rest.IsEmpty);

    /// <summary>Every value of a cookie whose name ends with a port that this instance does not have.</summary>
    public static IReadOnlyList<string> GetValuesOfOtherPorts(HttpRequest request, string name, string ownSuffix) =>
        GetValues(request, name, rest => rest is ['_', .. var port] && port.Length > 0
            && !port.ContainsAnyExceptInRange('0', '9') && !rest.SequenceEqual(ownSuffix));

    private static List<string> GetValues(HttpRequest request, string name, NameEnd isWanted)
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
