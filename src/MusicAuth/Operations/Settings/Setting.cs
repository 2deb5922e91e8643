namespace MusicAuth.Operations.Settings;

/// <summary>A setting of MusicAuth.</summary>
/// <param name="Section">The section, or empty for a key at the root.</param>
/// <param name="Key">The key in the section.</param>
/// <param name="Format">The format of the value.</param>
/// <param name="IsList">Whether the setting takes several values, such as <c>Web:TrustedProxies:0</c>.</param>
public sealed record Setting(string Section, string Key, SettingFormat Format, bool IsList = false)
{
    public string Name => Section.Length == 0 ? Key : $"{Section}:{Key}";
}
