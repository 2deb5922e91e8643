namespace MusicAuth.Upstream.Calls;

public readonly record struct CallResource(string Method, string Path)
{
    public static CallResource ForGet(string pathAndQuery)
    {
        var query = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        return new CallResource("GET", query < 0 ? pathAndQuery : pathAndQuery[..query]);
    }
}
