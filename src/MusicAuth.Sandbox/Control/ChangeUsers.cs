namespace MusicAuth.Sandbox.Control;

internal sealed record ChangeUsers
{
    public IReadOnlyList<ChangeUser> People { get; init; } = [];

    public RevokeConsent? Revoke { get; init; }
}
