namespace MusicAuth.Operations.Settings;

/// <summary>A setting of ours.</summary>
/// <param name="Section">Empty for a key at the root.</param>
/// <param name="Key">Its name in the section.</param>
/// <param name="Format">What its value consists of.</param>
/// <param name="IsList">Whether it takes several values, as <c>Web:TrustedProxies:0</c>.</param>
public sealed record Setting(string Section, string Key, SettingFormat Format, bool IsList = false)
{
    public string Name => Section.Length == 0 ? Key : $"{Section}:{Key}";
}
