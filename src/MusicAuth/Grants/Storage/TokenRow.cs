namespace MusicAuth.Grants.Storage;

/// <summary>The row to which encrypted tokens are bound.</summary>
public sealed record TokenRow(string Table, Guid Id, Guid UserId, string Provider, long Generation)
{
    public ProtectedField AccessToken => Field("access_token");

    public ProtectedField RefreshToken => Field("refresh_token");

    private ProtectedField Field(string column) => new(Table, column, Id, UserId, Provider, Generation);
}
