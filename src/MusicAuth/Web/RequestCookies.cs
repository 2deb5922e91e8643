namespace MusicAuth.Web;

/// <summary>Cookies as they stand in the request: the framework keeps one of several with the same name.</summary>
public static class RequestCookies
{
    /// <summary>Every value of a cookie, in the order of the header.</summary>
    public static IReadOnlyList<string> ValuesOf(HttpRequest request, string name)
    {
        List<string>? values = null;
        foreach (var header in request.Headers.Cookie)
        {
            foreach (var range in header.AsSpan().Split(';'))
            {
                var pair = header.AsSpan()[range].Trim();
                if (pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name))
                    (values ??= []).Add(Uri.UnescapeDataString(pair[(name.Length + 1)..].Trim().ToString()));
            }
        }

        return values ?? (IReadOnlyList<string>)[];
    }
}
