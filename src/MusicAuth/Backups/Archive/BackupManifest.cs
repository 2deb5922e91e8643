namespace MusicAuth.Backups.Archive;

/// <summary>The first file in a backup.</summary>
internal sealed record BackupManifest
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>The version of MusicAuth that made the backup.</summary>
    public required string Version { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required Guid InstanceId { get; init; }

    /// <summary>The id of the master key that encrypts the values, in hexadecimal digits.</summary>
    public required string KeyId { get; init; }
    public required bool HasKey { get; init; }
    public required int Users { get; init; }
    public required int Connections { get; init; }
    public required int ApiKeys { get; init; }

    /// <summary>The SHA-256 of the database file, in hexadecimal digits.</summary>
    public required string DatabaseHash { get; init; }

    public string Describe() => Describe(Users, Connections, ApiKeys);

    /// <summary>The content of a backup or of a restore, without singular and plural.</summary>
    public static string Describe(int users, int connections, int apiKeys) =>
        $"users: {users}, connections: {connections}, API keys: {apiKeys}";
}
