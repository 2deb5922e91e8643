namespace MusicAuth.Vault.Keys;

/// <summary>MusicAuth cannot use the master key. The message states the cause and its remedy on one line.</summary>
internal sealed class MasterKeyUnusableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The file that cannot be used; null where the cause is not one file.</summary>
    public string? File { get; init; }

    /// <summary>Whether the database lacks the row that the key needs, so that no key file helps.</summary>
    public bool IsDatabaseIncomplete { get; init; }
}
