namespace MusicAuth.Vault;

/// <summary>Where the master keys are; section <c>Vault</c>.</summary>
public sealed class VaultOptions
{
    public const string Section = "Vault";

    /// <summary>32 bytes in base64, mode 0600; made at the first start. Back it up apart from the database.</summary>
    public string MasterKeyFile { get; set; } = "{DataDirectory}/master.key";

    /// <summary>Former master keys, which still open what they sealed.</summary>
    public IList<string> PreviousMasterKeyFiles { get; set; } = [];

    /// <summary>Where it is written down how far the database has come: apart from the database.</summary>
    public string MarkFile { get; set; } = "{MasterKeyFile}.mark";

    /// <summary>Takes one certain older copy of the database into use: the code that the refusal names.</summary>
    public string AcceptRollback { get; set; } = "";

    /// <summary>That file and, where the key was changed by naming another one, the files of before.</summary>
    internal IEnumerable<string> RollbackRecordFiles =>
        PreviousMasterKeyFiles.Select(file => RollbackRecordPathOf(file)).Prepend(MarkFile).Distinct(StringComparer.Ordinal);

    internal static string RollbackRecordPathOf(string keyFile) => $"{keyFile}.mark";
}
