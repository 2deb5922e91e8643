namespace MusicAuth.Upstream.Calls;

/// <param name="Response">Null where no whole response arrived.</param>
/// <param name="WasSent">False where not a byte of the request can have left.</param>
internal sealed record TokenHttpResult(TokenHttpResponse? Response, bool WasSent)
{
    public static TokenHttpResult NotSent { get; } = new(null, WasSent: false);

    /// <summary>The provider may or may not have processed the request.</summary>
    public static TokenHttpResult Indeterminate { get; } = new(null, WasSent: true);

    /// <summary>The response is too large, encoded or cut: the token endpoint is up.</summary>
    public static TokenHttpResult Unreadable { get; } = new(null, WasSent: true) { IsUnreadable = true };
    public bool IsUnreadable { get; private init; }
}
