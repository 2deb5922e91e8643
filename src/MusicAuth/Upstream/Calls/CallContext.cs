namespace MusicAuth.Upstream.Calls;

/// <summary>One call that wants to leave.</summary>
/// <param name="Provider">The wire name.</param>
/// <param name="Side">Where it goes.</param>
/// <param name="Priority">What it is for.</param>
/// <param name="UserId">On whose behalf; users take turns. Null where nobody's.</param>
public sealed record CallContext(string Provider, ProviderEndpoint Side, CallPriority Priority, Guid? UserId)
{
    /// <summary>The sign-ins together: each is another person's, who is not known yet.</summary>
    private static readonly Guid SignIns = new("00000000-0000-0000-0000-000000000001");

    public CallOrigin Origin { get; init; }

    /// <summary>The user whose request it is, where that is not <see cref="UserId"/>: of the catalogue.</summary>
    public Guid? CallerId { get; init; }

    /// <summary>The user whose share of the concurrency slots the call takes.</summary>
    internal Guid SlotOwner => CallerId ?? UserId ?? Guid.Empty;

    /// <summary>What a call to the API asks for; null at the token endpoint.</summary>
    public CallResource? Resource { get; init; }

    /// <summary>Tells one refresh token from another where no user is known.</summary>
    public Guid? RefreshKey { get; init; }

    /// <summary>Whose trouble a failure is.</summary>
    public Guid FailureKey => RefreshKey ?? UserId ?? CallerId ?? (Priority is CallPriority.SignIn ? SignIns : Guid.Empty);

    /// <summary>What a 429 to it holds back.</summary>
    public RateLimitScope RateLimitScope => this switch
    {
        { Side: ProviderEndpoint.Api } => RateLimitScope.Api,
        { Priority: CallPriority.SignIn } => RateLimitScope.CodeExchange,
        { Priority: CallPriority.Interactive } => RateLimitScope.ClientCredentials,
        _ => RateLimitScope.Refresh,
    };
}
