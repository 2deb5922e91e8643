namespace MusicAuth.Access.Audit;

/// <summary>The kind of an event; snake_case on the wire.</summary>
internal enum AuditKind
{
    SignedIn,
    SignInFailed,
    SignedOut,

    /// <summary>The user signed out one browser or all of them.</summary>
    SessionsEnded,
    KeyCreated,

    /// <summary>The user renamed the key or changed its expiry.</summary>
    KeyChanged,

    /// <summary>The user gave the key a new secret.</summary>
    KeyRotated,
    KeyRevoked,

    /// <summary>The presented key is unknown, revoked, expired, or in the URL.</summary>
    KeyRefused,

    /// <summary>The caller lacks a scope, a provider, the origin or a recent sign-in.</summary>
    ScopeRefused,
    Read,
    Written,
    TokenHandedOut,

    /// <summary>The broker refreshed a token in the background.</summary>
    Refreshed,
    ReauthorizationRequired,
    Disconnected,
    IdentityLinked,
    IdentityRemoved,
    OwnershipClaimed,

    /// <summary>Another user owns the instance now.</summary>
    OwnershipEnded,
    UserRemoved,

    /// <summary>An account that cannot sign in waits for the owner's answer.</summary>
    AccessRequested,
    AccountAdmitted,
    AccountRefused,
    InvitationCreated,

    /// <summary>An account was let in by an invitation of this user.</summary>
    InvitationUsed,
    InvitationRevoked,

    /// <summary>The client id or secret of a provider app was set on the page.</summary>
    ProviderAppChanged,
    ProviderAppRemoved,

    /// <summary>A user added a way to get notices.</summary>
    ChannelAdded,
    ChannelRemoved,

    /// <summary>A test notice did not arrive.</summary>
    ChannelTestFailed,

    /// <summary>A user made a new address of the calendar feed, which ends the one before.</summary>
    CalendarMade,
    CalendarRemoved,
}
