namespace MusicAuth.Operations;

/// <summary>What the value of a setting consists of, for the check of pasted values.</summary>
public enum SettingForm
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

/// <summary>A setting of ours.</summary>
/// <param name="Section">Empty for a key at the root.</param>
/// <param name="Key">Its name in the section.</param>
/// <param name="Form">What its value consists of.</param>
/// <param name="IsList">Whether it takes several values, as <c>Web:TrustedProxies:0</c>.</param>
public sealed record Setting(string Section, string Key, SettingForm Form, bool IsList = false)
{
    public string Name => Section.Length == 0 ? Key : $"{Section}:{Key}";
}
