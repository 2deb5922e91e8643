namespace MusicAuth.Operations.Cli;

/// <summary>How a command uses a database.</summary>
internal enum InstanceUse
{
    Read,

    /// <summary>Reads encrypted values too, which requires the master key.</summary>
    Decrypt,

    /// <summary>Makes a change that an older copy of the database must not undo.</summary>
    Change,
}
