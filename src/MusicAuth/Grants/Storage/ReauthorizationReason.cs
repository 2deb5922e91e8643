namespace MusicAuth.Grants.Storage;

/// <summary>Why a grant is of no use until its user consents again; the wire form is snake_case.</summary>
public enum ReauthorizationReason
{
    ConsentExpired,
    Revoked,
    LostInFlight,
    AppChanged,
    Unreadable,
}
