namespace MusicAuth.Backups.Restoring;

/// <summary>What the restored backup contains. The server restarts by itself and is ready within seconds.</summary>
/// <param name="CreatedAt">When the backup was made.</param>
/// <param name="Users">The number of users.</param>
/// <param name="Connections">The number of connections.</param>
/// <param name="ApiKeys">The number of API keys, which work again.</param>
internal sealed record RestoreResponse(DateTimeOffset CreatedAt, int Users, int Connections, int ApiKeys);
