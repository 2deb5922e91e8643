namespace MusicAuth.Operations.Settings;

/// <summary>The format of a setting's value, which decides the characters that it can contain.</summary>
public enum SettingFormat
{
    /// <summary>A word or a number, which the options class validates.</summary>
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
