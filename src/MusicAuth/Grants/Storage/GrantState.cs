namespace MusicAuth.Grants.Storage;

[SchemaName("ConnectionState")]
public enum GrantState
{
    Active,
    ReauthorizationRequired,
}
