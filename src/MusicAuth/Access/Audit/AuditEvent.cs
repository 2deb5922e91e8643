namespace MusicAuth.Access.Audit;

/// <summary>
/// An event of the audit log: a caller, an action, the kind of data, the provider and the network. An event contains no
/// id of music, no token and no full address.
/// </summary>
internal readonly record struct AuditEvent(AuditKind Kind)
{
    public const string Ok = "ok";

    /// <summary>The user that the event concerns; null where the broker knows none.</summary>
    public Guid? UserId { get; init; }
    public AuditCallerKind? CallerKind { get; init; }

    /// <summary>The id of the session, or the public id of the key.</summary>
    public string? CallerId { get; init; }
    public string? CallerName { get; init; }
    public string? Provider { get; init; }

    /// <summary>
    /// A kind of data, such as <c>playlists</c>, the name of a key, the id of an account that wants to come in, or the
    /// kind of a channel.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>The network, from <see cref="CoarseAddress"/>.</summary>
    public string? Address { get; init; }

    /// <summary><see cref="Ok"/>, or the code of the problem, with its reason after a colon.</summary>
    public string? Outcome { get; init; }

    /// <summary>An event of the request's caller.</summary>
    public static AuditEvent Of(HttpContext context, AuditKind kind)
    {
        var anonymous = new AuditEvent(kind)
        {
            Address = CoarseAddress.Of(context.Connection.RemoteIpAddress),
            Outcome = Ok,
        };
        return context.Features.Get<Caller>() is not { } caller ? anonymous : anonymous with
        {
            UserId = caller.UserId,
            CallerKind = caller.Key is null ? AuditCallerKind.Session : AuditCallerKind.Key,
            CallerId = caller.Key?.Id ?? caller.SessionId?.ToString(),
            CallerName = caller.Key?.Name,
        };
    }

    /// <summary>An event of the broker, on behalf of a user.</summary>
    public static AuditEvent ByBroker(AuditKind kind, Guid userId, string provider, string outcome) => new(kind)
    {
        UserId = userId,
        CallerKind = AuditCallerKind.Broker,
        Provider = provider,
        Outcome = outcome,
    };

    /// <summary>An event that the operator caused by a command on the server.</summary>
    public static AuditEvent ByOperator(AuditKind kind, Guid userId) => new(kind)
    {
        UserId = userId,
        CallerKind = AuditCallerKind.Broker,
        CallerName = "command line",
        Outcome = Ok,
    };

    public static string OutcomeOf(string code, string? reason) => reason is null ? code : $"{code}:{reason}";

    // These members differ most often; Equals compares all.
    public override int GetHashCode() => HashCode.Combine(Kind, UserId, CallerId, Provider, Data);

    /// <summary>The event without personal data.</summary>
    public AuditEvent Anonymous() => this with { UserId = null, CallerId = null, CallerName = null, Address = null };
}
