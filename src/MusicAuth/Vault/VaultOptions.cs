namespace MusicAuth.Vault;

/// <summary>The master keys and the rollback counter; section <c>Vault</c>.</summary>
internal sealed class VaultOptions
{
    public const string Section = "Vault";

    /// <summary>32 bytes in base64, mode 0600, created at the first start. Back up the file separately.</summary>
    public string MasterKeyFile { get; set; } = "{DataDirectory}/master.key";

    /// <summary>Previous master keys, which still decrypt the values that they encrypted.</summary>
    public IList<string> PreviousMasterKeyFiles { get; set; } = [];

    /// <summary>The file of the rollback counter, apart from the database.</summary>
    public string MarkFile { get; set; } = "{MasterKeyFile}.mark";

    /// <summary>Accepts one older copy of the database: the code in the error that refuses it.</summary>
    public string AcceptRollback { get; set; } = "";

    /// <summary>The file of the rollback counter, and the files beside previous master keys.</summary>
    internal IEnumerable<string> RollbackRecordFiles => PreviousMasterKeyFiles.Select(RollbackRecordPathOf)
        .Prepend(MarkFile).Distinct(StringComparer.Ordinal);

    internal static string RollbackRecordPathOf(string keyFile) => $"{keyFile}.mark";
}
