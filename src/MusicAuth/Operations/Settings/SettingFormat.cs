namespace MusicAuth.Operations.Settings;

/// <summary>What the value of a setting consists of, for the check of pasted values.</summary>
public enum SettingFormat
{
    /// <summary>A word or a number; its options class knows which.</summary>
    Word,

    /// <summary>An id or a secret.</summary>
    Credential,
    Scopes,
    Address,
    Path,
    ConnectionString,

    /// <summary>An entry of a list.</summary>
    Entry,
}
