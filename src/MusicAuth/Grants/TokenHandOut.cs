using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.Grants;

/// <summary>An access token for an app that speaks to the provider itself.</summary>
/// <param name="AccessToken">As the provider gave it.</param>
/// <param name="TokenType">How the provider wants it: Deezer takes it as the parameter <c>access_token</c>.</param>
/// <param name="ExpiresIn">Whole seconds that it still lives; null where it has no end.</param>
/// <param name="ExpiresAt">The same as an instant, RFC 3339 in UTC.</param>
/// <param name="Scope">What it may do, space separated.</param>
[SchemaName("AccessToken")]
public sealed record HandedOutToken(
    string AccessToken, string TokenType, long? ExpiresIn, DateTimeOffset? ExpiresAt, string Scope)
{
    // Records print their members.
    public override string ToString() => "***";
}

/// <summary>Gives access tokens out of custody, to callers that may have them.</summary>
public sealed class TokenHandOut(
    GrantTokens tokens, GrantStore store, Connections connections, PublicAddress address, TimeProvider time)
{
    private const string TokenType = "Bearer";

    /// <exception cref="ProblemException">
    /// unknown_provider, insufficient_scope, not_connected, reauthorization_required, provider_rate_limited,
    /// provider_unavailable, provider_app_unhealthy, storage_unavailable.
    /// </exception>
    public async Task<HandedOutToken> GetAsync(Caller caller, string provider, CancellationToken cancellationToken)
    {
        connections.RequireKnown(provider);
        caller.RequireProvider(provider);
        var result = await tokens.GetAsync(caller.UserId, provider, cancellationToken);
        if (result is not TokenResult.Fresh fresh)
            throw TokenProblem.Of(result).ToException(provider, address);
        var grant = await store.FindAsync(caller.UserId, provider, cancellationToken)
            ?? throw connections.NotConnected(provider);
        if (grant.AccessExpiresAt is null)
            RequireNamed(caller, provider);
        // A renewal may have come between: the row then tells the end of another token.
        var end = grant.Generation == fresh.Generation ? grant.AccessExpiresAt : time.GetUtcNow();
        return new HandedOutToken(
            fresh.AccessToken.Reveal(), TokenType,
            end is { } at ? Math.Max(0, (long)(at - time.GetUtcNow()).TotalSeconds) : null, end,
            string.Join(' ', grant.Scopes));
    }

    // Whoever has a token without end has it for good: its key must have been made for that.
    private static void RequireNamed(Caller caller, string provider)
    {
        if (caller.Key?.Providers is null)
            throw new ProblemException(
                ProblemCode.InsufficientScope,
                $"This token has no end: only a key whose providers name {provider} gets it. Make such a key.")
            {
                Provider = provider,
            };
    }
}
