namespace MusicAuth.Grants.Storage;

/// <summary>Why a user must consent again; the wire form is snake_case.</summary>
public enum ReauthorizationReason
{
    ConsentExpired,
    Revoked,
    LostInFlight,
    AppChanged,
    Unreadable,
}
