namespace MusicAuth.Grants.Storage;

/// <summary>The row to which encrypted tokens are bound.</summary>
internal sealed record TokenRow(string Table, Guid Id, Guid UserId, string Provider, long Generation)
{
    public const string AccessTokenColumn = "access_token";
    public const string RefreshTokenColumn = "refresh_token";

    public ProtectedField AccessToken => Field(AccessTokenColumn);

    public ProtectedField RefreshToken => Field(RefreshTokenColumn);

    private ProtectedField Field(string column) => new(Table, column, Id, UserId, Provider, Generation);
}
