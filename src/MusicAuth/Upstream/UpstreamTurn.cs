namespace MusicAuth.Upstream;

/// <summary>What a call is for: the first is served before the last.</summary>
public enum CallPriority
{
    /// <summary>Somebody stands before a page, and a code is spent by it.</summary>
    SignIn,

    /// <summary>A token that others wait for.</summary>
    Refresh,

    /// <summary>A caller waits for the answer.</summary>
    Interactive,

    /// <summary>Nobody waits for it.</summary>
    Background,
}

/// <summary>Whose idea a call is: the two have places of their own.</summary>
public enum CallOrigin
{
    /// <summary>The broker's, which puts an answer together or needs a token.</summary>
    Broker,

    /// <summary>An app's, which is passed on.</summary>
    App,
}

/// <summary>One call that wants to leave.</summary>
/// <param name="Provider">The wire name.</param>
/// <param name="Side">Where it goes.</param>
/// <param name="Priority">What it is for.</param>
/// <param name="UserId">On whose behalf; users take turns. Null where nobody's.</param>
public sealed record UpstreamTurn(string Provider, ProviderSide Side, CallPriority Priority, Guid? UserId)
{
    /// <summary>The sign-ins together: each is another person's, who is not known yet.</summary>
    private static readonly Guid SignIns = new("00000000-0000-0000-0000-000000000001");

    public CallOrigin Origin { get; init; }

    /// <summary>The user whose request it is, where that is not <see cref="UserId"/>: of the catalogue.</summary>
    public Guid? CallerId { get; init; }

    /// <summary>The user whose share of the concurrency slots the call takes.</summary>
    internal Guid Holder => CallerId ?? UserId ?? Guid.Empty;

    /// <summary>What a call to the API asks for; null at the token endpoint.</summary>
    public CallResource? Resource { get; init; }

    /// <summary>Tells one refresh token from another where no user is known.</summary>
    public Guid? RefreshKey { get; init; }

    /// <summary>Whose trouble a failure is.</summary>
    public Guid Grant => RefreshKey ?? UserId ?? CallerId ?? (Priority is CallPriority.SignIn ? SignIns : Guid.Empty);

    /// <summary>What a 429 to it holds back.</summary>
    public BlockKind Kind => this switch
    {
        { Side: ProviderSide.Api } => BlockKind.Api,
        { Priority: CallPriority.SignIn } => BlockKind.CodeExchange,
        { Priority: CallPriority.Interactive } => BlockKind.ClientCredentials,
        _ => BlockKind.Refresh,
    };
}
