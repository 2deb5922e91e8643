namespace MusicAuth.Access.Audit;

/// <summary>What was done; snake_case on the wire.</summary>
public enum AuditKind
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
