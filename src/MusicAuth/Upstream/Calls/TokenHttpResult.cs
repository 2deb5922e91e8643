namespace MusicAuth.Upstream.Calls;

/// <summary>What came of a token call.</summary>
/// <param name="Answer">Null where no whole answer came.</param>
/// <param name="WasSent">False where not a byte of the request can have left.</param>
public sealed record TokenHttpResult(TokenHttpResponse? Answer, bool WasSent)
{
    public static TokenHttpResult NotSent { get; } = new(null, WasSent: false);

    public static TokenHttpResult Indeterminate { get; } = new(null, WasSent: true);

    /// <summary>An answer that is too large, compressed or cut: the token endpoint is there.</summary>
    public static TokenHttpResult Unreadable { get; } = new(null, WasSent: true) { IsUnreadable = true };

    public bool IsUnreadable { get; private init; }
}
