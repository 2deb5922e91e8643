namespace MusicAuth.Operations.Doctor;

/// <summary>The outcome of a check; lower case in reports.</summary>
internal enum CheckStatus
{
    Ok,
    Warn,
    Fail,

    /// <summary>The check was not made, because another check failed.</summary>
    Skip,
}
