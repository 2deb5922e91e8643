namespace MusicAuth.Access.Requests;

/// <summary>Finds the caller of a request by its API key or its session cookie.</summary>
internal sealed class CallerAuthenticator(
    ApiKeyValidator keys, ApiKeyUsageWriter usage, SessionCookie cookie, KnownSessionCache knownSessions,
    RequestLimits limits, AuditLog audit)
{
    /// <returns>Null where the request has no valid key and no valid session.</returns>
    /// <exception cref="ProblemException">rate_limited, for credentials that this process does not know.</exception>
    public ValueTask<Caller?> AuthenticateAsync(HttpContext context)
    {
        if (context.Features.Get<Caller>() is { } caller)
            return new(caller);
        // A bearer token decides where a cookie comes too.
        return BearerToken.IsPresent(context.Request) ? ByKeyAsync(context) : BySessionAsync(context);
    }

    /// <summary>Whether a request to an unknown host name has a valid key. Rebound pages have none.</summary>
    public async ValueTask<bool> HasValidKeyAsync(HttpContext context) =>
        !BearerToken.Read(context.Request).IsEmpty && await AuthenticateAsync(context) is { Kind: CallerKind.Key };

    private ValueTask<Caller?> ByKeyAsync(HttpContext context)
    {
        var key = keys.Find(context);
        return key.IsValid ? new(Accept(context, key.Cached!)) : ReadKeyAsync(context, key);
    }

    private async ValueTask<Caller?> ReadKeyAsync(HttpContext context, PresentedApiKey key)
    {
        if (key.Cached is null)
            AcquireAnonymous(context);
        RequestTrace.Start(context);
        var validation = await keys.ReadAsync(key, context.RequestAborted);
        if (validation.Key is { } valid)
            return Accept(context, valid);
        audit.Record(RefusalOf(context, validation.RejectedRow));
        return null;
    }

    private Caller Accept(HttpContext context, CachedApiKey key)
    {
        usage.Record(key, context.Connection.RemoteIpAddress);
        context.Features.Set(key.Caller);
        return key.Caller;
    }

    private ValueTask<Caller?> BySessionAsync(HttpContext context)
    {
        // Like static files: no caller, no limit, and no read of the database for a made-up cookie.
        if (PagePaths.Contains(context.Request.Path) && IsRead(context.Request.Method))
            return new((Caller?)null);
        var secrets = cookie.ReadAll(context.Request);
        if (!secrets.Any(knownSessions.Contains))
            AcquireAnonymous(context);
        return secrets.Count == 0 ? new((Caller?)null) : ReadSessionAsync(context, secrets);
    }

    private async ValueTask<Caller?> ReadSessionAsync(HttpContext context, IReadOnlyList<Secret> secrets)
    {
        RequestTrace.Start(context);
        var store = context.RequestServices.GetRequiredService<SessionStore>();
        (Caller Caller, Secret Secret)? newest = null;
        foreach (var secret in secrets)
        {
            if (await store.FindAsync(secret, context.RequestAborted) is not { } caller)
                knownSessions.Remove(secret);
            // Session ids are version 7 GUIDs: of several valid sessions the latest sign-in counts.
            else if (newest is not { } other || caller.SessionId!.Value.CompareTo(other.Caller.SessionId!.Value) > 0)
                newest = (caller, secret);
        }

        if (newest is not { } found)
            return null;
        knownSessions.Add(found.Secret);
        context.Features.Set(new PresentedSession(found.Secret));
        context.Features.Set(found.Caller);
        return found.Caller;
    }

    private void AcquireAnonymous(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            limits.AcquireAnonymous(context.Connection.RemoteIpAddress);
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    // The audit log names a key only where its row exists: made-up ids are unlimited in number.
    private static AuditEvent RefusalOf(HttpContext context, ApiKey? key)
    {
        var refusal = AuditEvent.Of(context, AuditKind.KeyRefused) with { Outcome = ProblemCode.Unauthenticated.Code };
        return key is null ? refusal : refusal with
        {
            UserId = key.UserId,
            CallerKind = AuditCallerKind.Key,
            CallerId = key.Id,
            CallerName = key.Name,
        };
    }
}
