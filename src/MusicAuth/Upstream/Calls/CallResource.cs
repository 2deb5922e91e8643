namespace MusicAuth.Upstream.Calls;

/// <summary>What a call to an API asks for, without its query.</summary>
public readonly record struct CallResource(string Method, string Path)
{
    /// <summary>Of a GET whose address is still whole.</summary>
    public static CallResource ForGet(string pathAndQuery)
    {
        var query = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        return new CallResource("GET", query < 0 ? pathAndQuery : pathAndQuery[..query]);
    }
}
