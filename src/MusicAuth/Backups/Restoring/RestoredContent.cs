namespace MusicAuth.Backups.Restoring;

/// <summary>How many users, connections and API keys a restore brings back, and how many it ends.</summary>
internal sealed record RestoredContent
{
    public required int Users { get; init; }

    /// <summary>The active connections.</summary>
    public required int Connections { get; init; }
    public required int ReauthorizationRequired { get; init; }

    /// <summary>The connections that users ended after the backup.</summary>
    public required int DeletedConnections { get; init; }
    public required int ApiKeys { get; init; }
    public required int EndedApiKeys { get; init; }

    public string Describe() => BackupManifest.Describe(Users, Connections, ApiKeys);

    /// <summary>A sentence for each kind of content that does not work after the restore.</summary>
    public IEnumerable<string> DescribeLosses()
    {
        if (EndedApiKeys > 0)
        {
            yield return $"API keys that ended: {EndedApiKeys}. The rollback record is newer than the backup, and does "
                + "not say which keys were revoked since. Create new keys.";
        }

        if (ReauthorizationRequired > 0)
            yield return $"Connections that need a new sign-in: {ReauthorizationRequired}.";
        if (DeletedConnections > 0)
        {
            yield return $"Connections that were deleted again: {DeletedConnections}. They ended after the backup. "
                + "Their users can sign in again.";
        }
    }
}
