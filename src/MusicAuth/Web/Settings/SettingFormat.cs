namespace MusicAuth.Web.Settings;

/// <summary>The format of a setting's value, which decides the characters that it can contain.</summary>
internal enum SettingFormat
{
    Word,

    Credential,
    Scopes,
    Address,
    Path,
    ConnectionString,

    Entry,
}
