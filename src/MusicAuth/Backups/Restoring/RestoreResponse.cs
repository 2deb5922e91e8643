namespace MusicAuth.Backups.Restoring;

/// <summary>What the restore brings back. The server restarts by itself and is ready within seconds.</summary>
/// <param name="CreatedAt">When the backup was made.</param>
/// <param name="Users">The number of users.</param>
/// <param name="Connections">The number of active connections.</param>
/// <param name="ReauthorizationRequired">The number of connections that need a new sign-in.</param>
/// <param name="DeletedConnections">The number of connections that ended after the backup, and end again.</param>
/// <param name="ApiKeys">The number of API keys, which work again.</param>
/// <param name="EndedApiKeys">The number of API keys that end, because they can have been revoked since.</param>
internal sealed record RestoreResponse(
    DateTimeOffset CreatedAt, int Users, int Connections, int ReauthorizationRequired, int DeletedConnections,
    int ApiKeys, int EndedApiKeys)
{
    public static RestoreResponse Of(PreparedRestore restore) => new(
        restore.Manifest.CreatedAt, restore.Restored.Users, restore.Restored.Connections,
        restore.Restored.ReauthorizationRequired, restore.Restored.DeletedConnections, restore.Restored.ApiKeys,
        restore.Restored.EndedApiKeys);
}
