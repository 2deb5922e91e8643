using System.Diagnostics;

namespace MusicAuth.Grants;

/// <summary>An access token (RFC 6749, section 1.4). Prints as ***; only <see cref="Reveal"/> tells.</summary>
[DebuggerDisplay("***")]
public sealed class AccessToken(string value)
{
    private readonly string _value = value;

    public string Reveal() => _value;

    public override string ToString() => "***";
}

/// <summary>A refresh token (RFC 6749, section 1.5). Prints as ***; only <see cref="Reveal"/> tells.</summary>
[DebuggerDisplay("***")]
public sealed class RefreshToken(string value)
{
    private readonly string _value = value;

    public string Reveal() => _value;

    public override string ToString() => "***";
}

/// <summary>What a token endpoint answered.</summary>
/// <param name="AccessToken">The access token.</param>
/// <param name="RefreshToken">Null where the provider gave none: the stored one stays.</param>
/// <param name="ExpiresAt">Null where the token does not expire.</param>
/// <param name="Scopes">Null where the answer does not name them: the stored ones stay.</param>
public sealed record TokenSet(
    AccessToken AccessToken,
    RefreshToken? RefreshToken,
    DateTimeOffset? ExpiresAt,
    IReadOnlyList<string>? Scopes);

/// <summary>Why a grant is of no use until its user consents again; the wire form is snake_case.</summary>
public enum ReauthorizationReason
{
    ConsentExpired,
    Revoked,
    LostInFlight,
    AppChanged,
    Unreadable,
}

/// <summary>What is to be had for a user and provider when a fresh access token is asked for.</summary>
public abstract record TokenResult
{
    private TokenResult()
    {
    }

    /// <summary>A usable access token and the generation it belongs to.</summary>
    public sealed record Fresh(AccessToken AccessToken, long Generation) : TokenResult
    {
        /// <summary>What it may do, as the provider granted it.</summary>
        public IReadOnlyList<string> Scopes { get; init; } = [];

        /// <summary>The provider was asked just now, and accepts the token although a call was refused.</summary>
        public bool IsConfirmed { get; init; }

        internal static Fresh Of(AccessToken token, Grant grant) =>
            new(token, grant.Generation) { Scopes = grant.Scopes };
    }

    public sealed record NotConnected : TokenResult;

    public sealed record ReauthorizationRequired(ReauthorizationReason Reason) : TokenResult;

    /// <summary>The token endpoint could not be asked or did not answer; nothing is lost.</summary>
    public sealed record Unavailable(TimeSpan RetryAfter) : TokenResult;

    public sealed record RateLimited(TimeSpan RetryAfter) : TokenResult;

    /// <summary>Our own database cannot be written, so that no token may be spent; nothing is lost.</summary>
    public sealed record StorageUnavailable(TimeSpan RetryAfter) : TokenResult;

    /// <summary>The provider app is refused (RFC 6749, section 5.2: invalid_client, unsupported_grant_type).</summary>
    public sealed record AppUnhealthy(string Reason, TimeSpan RetryAfter) : TokenResult;
}
