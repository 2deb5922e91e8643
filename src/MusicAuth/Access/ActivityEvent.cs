namespace MusicAuth.Access;

/// <summary>What was done; snake_case on the wire.</summary>
public enum ActivityKind
{
    SignedIn,
    SignInFailed,
    SignedOut,

    /// <summary>One browser or all of them, from the list of sessions.</summary>
    SessionsEnded,
    KeyCreated,
    KeyRevoked,

    /// <summary>What came as a key was none, or is none any more.</summary>
    KeyRefused,

    /// <summary>Known, but not allowed: a scope, a provider or the origin was wrong.</summary>
    ScopeRefused,
    Read,
    Written,
    TokenHandedOut,

    /// <summary>By the broker, unasked; the outcome tells whether it went well.</summary>
    Refreshed,
    ReauthorizationRequired,
    Disconnected,

    /// <summary>A further account can sign in as the user.</summary>
    IdentityLinked,

    /// <summary>An account cannot sign in as the user any more.</summary>
    IdentityRemoved,
    OwnershipClaimed,

    /// <summary>Another user owns the instance now.</summary>
    OwnershipEnded,
    UserRemoved,
}

public enum ActivityCallerKind
{
    Session,
    Key,
    Broker,
}

/// <summary>
/// Something that a user may want to know of: who did what with which data of which provider, and from where. Holds
/// words and names of ours only, besides a key's name: no id of anybody's music, no token, no full address.
/// </summary>
public readonly record struct ActivityEvent(ActivityKind Kind)
{
    public const string Ok = "ok";

    /// <summary>Whose it is; null where nobody is known.</summary>
    public Guid? UserId { get; init; }

    public ActivityCallerKind? CallerKind { get; init; }

    /// <summary>The id of the session, or the public id of the key.</summary>
    public string? CallerId { get; init; }

    public string? CallerName { get; init; }

    public string? Provider { get; init; }

    /// <summary>A kind of data, such as <c>playlists</c>, never an id; of keys made and revoked, their name.</summary>
    public string? Data { get; init; }

    /// <summary>As <see cref="CoarseAddress"/> gives it.</summary>
    public string? Address { get; init; }

    /// <summary><see cref="Ok"/>, or the code of the problem, with its reason after a colon.</summary>
    public string? Outcome { get; init; }

    private static ActivityEvent By(Caller caller, ActivityKind kind, string? address) => new(kind)
    {
        UserId = caller.UserId,
        CallerKind = caller.Key is null ? ActivityCallerKind.Session : ActivityCallerKind.Key,
        CallerId = caller.Key?.Id ?? caller.SessionId?.ToString(),
        CallerName = caller.Key?.Name,
        Address = address,
        Outcome = Ok,
    };

    /// <summary>Of whoever makes this request.</summary>
    public static ActivityEvent Of(HttpContext context, ActivityKind kind)
    {
        var address = CoarseAddress.Of(context.Connection.RemoteIpAddress);
        return context.Features.Get<Caller>() is { } caller
            ? By(caller, kind, address)
            : new(kind) { Address = address, Outcome = Ok };
    }

    /// <summary>Of this caller, who makes this request.</summary>
    public static ActivityEvent Of(HttpContext context, Caller caller, ActivityKind kind) =>
        By(caller, kind, CoarseAddress.Of(context.Connection.RemoteIpAddress));

    /// <summary>Of the broker, on behalf of a user who need not be there.</summary>
    public static ActivityEvent ByBroker(ActivityKind kind, Guid userId, string provider, string outcome) => new(kind)
    {
        UserId = userId,
        CallerKind = ActivityCallerKind.Broker,
        Provider = provider,
        Outcome = outcome,
    };

    /// <summary>A code, and what is known closer.</summary>
    public static string OutcomeOf(string code, string? reason) => reason is null ? code : $"{code}:{reason}";

    /// <summary>Of what tells events apart most often; equality is of all.</summary>
    public override int GetHashCode() => HashCode.Combine(Kind, UserId, CallerId, Provider, Data);

    /// <summary>The same without anything that leads to a person.</summary>
    public ActivityEvent Anonymous() => this with
    {
        UserId = null,
        CallerId = null,
        CallerName = null,
        Address = null,
    };
}
