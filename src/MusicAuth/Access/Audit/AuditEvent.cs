namespace MusicAuth.Access.Audit;

/// <summary>
/// Something that a user may want to know of: who did what with which data of which provider, and from where. Holds
/// words and names of ours only, besides a key's name: no id of anybody's music, no token, no full address.
/// </summary>
public readonly record struct AuditEvent(AuditKind Kind)
{
    public const string Ok = "ok";

    /// <summary>Whose it is; null where nobody is known.</summary>
    public Guid? UserId { get; init; }

    public AuditCallerKind? CallerKind { get; init; }

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

    private static AuditEvent By(Caller caller, AuditKind kind, string? address) => new(kind)
    {
        UserId = caller.UserId,
        CallerKind = caller.Key is null ? AuditCallerKind.Session : AuditCallerKind.Key,
        CallerId = caller.Key?.Id ?? caller.SessionId?.ToString(),
        CallerName = caller.Key?.Name,
        Address = address,
        Outcome = Ok,
    };

    /// <summary>Of whoever makes this request.</summary>
    public static AuditEvent Of(HttpContext context, AuditKind kind)
    {
        var address = CoarseAddress.Of(context.Connection.RemoteIpAddress);
        return context.Features.Get<Caller>() is { } caller
            ? By(caller, kind, address)
            : new(kind) { Address = address, Outcome = Ok };
    }

    /// <summary>Of this caller, who makes this request.</summary>
    public static AuditEvent Of(HttpContext context, Caller caller, AuditKind kind) =>
        By(caller, kind, CoarseAddress.Of(context.Connection.RemoteIpAddress));

    /// <summary>Of the broker, on behalf of a user who need not be there.</summary>
    public static AuditEvent ByBroker(AuditKind kind, Guid userId, string provider, string outcome) => new(kind)
    {
        UserId = userId,
        CallerKind = AuditCallerKind.Broker,
        Provider = provider,
        Outcome = outcome,
    };

    /// <summary>A code, and what is known closer.</summary>
    public static string OutcomeOf(string code, string? reason) => reason is null ? code : $"{code}:{reason}";

    /// <summary>Of what tells events apart most often; equality is of all.</summary>
    public override int GetHashCode() => HashCode.Combine(Kind, UserId, CallerId, Provider, Data);

    /// <summary>The same without anything that leads to a person.</summary>
    public AuditEvent Anonymous() => this with
    {
        UserId = null,
        CallerId = null,
        CallerName = null,
        Address = null,
    };
}
