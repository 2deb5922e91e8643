namespace MusicAuth.Upstream.Calls;

/// <summary>One call to a provider, as the limiter sees it.</summary>
/// <param name="Provider">The wire name.</param>
/// <param name="UserId">The user on whose behalf the call is made; null where there is none.</param>
public sealed record CallContext(string Provider, ProviderEndpoint Endpoint, CallPriority Priority, Guid? UserId)
{
    // Code exchanges share one key: their users are not known yet.
    private static readonly Guid SignIns = new("00000000-0000-0000-0000-000000000001");

    public CallOrigin Origin { get; init; }

    /// <summary>The user who sent the request, where <see cref="UserId"/> is null (public catalogue).</summary>
    public Guid? CallerId { get; init; }
    public CallResource? Resource { get; init; }

    /// <summary>Stands for the grant where only its refresh token is known.</summary>
    public Guid? RefreshKey { get; init; }

    /// <summary>The grant to which a failure is attributed.</summary>
    public Guid FailureKey =>
        RefreshKey ?? UserId ?? CallerId ?? (Priority is CallPriority.SignIn ? SignIns : Guid.Empty);

    /// <summary>The calls that a 429 to this call holds back.</summary>
    public RateLimitScope RateLimitScope => this switch
    {
        { Endpoint: ProviderEndpoint.Api } => RateLimitScope.Api,
        { Priority: CallPriority.SignIn } => RateLimitScope.CodeExchange,
        { Priority: CallPriority.Interactive } => RateLimitScope.ClientCredentials,
        _ => RateLimitScope.Refresh,
    };

    internal Guid SlotOwner => CallerId ?? UserId ?? Guid.Empty;

    internal bool IsRefresh =>
        this is { Endpoint: ProviderEndpoint.Token, Priority: CallPriority.Refresh or CallPriority.Background };
}
