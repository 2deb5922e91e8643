namespace MusicAuth.Operations.Settings;

/// <summary>A setting of MusicAuth.</summary>
/// <param name="IsList">Whether the setting takes several values, such as <c>Web:TrustedProxies:0</c>.</param>
internal sealed record Setting(string Section, string Key, SettingFormat Format, bool IsList = false)
{
    public string Name => Section.Length == 0 ? Key : $"{Section}:{Key}";
}
