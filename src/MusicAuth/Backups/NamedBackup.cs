using System.Globalization;

namespace MusicAuth.Backups;

/// <summary>
/// A file that MusicAuth named, with the time of the backup and the end of the instance id:
/// <c>musicauth-2026-11-29T120000Z-3f9a2c61.tar.gz.age</c>.
/// </summary>
internal sealed record NamedBackup(string File, DateTimeOffset CreatedAt, string Instance)
{
    public const string Pattern = $"{Prefix}*{BackupFile.Extension}";

    private const string Prefix = "musicauth-";
    private const string TimeFormat = "yyyy-MM-dd'T'HHmmss'Z'";

    // A name has a fixed length.
    private const int TimeLength = 18;
    private const int InstanceLength = 8;
    private const int InstanceStart = 29;
    private const int NameLength = 48;

    public static string NameOf(BackupManifest manifest) => NameOf(manifest.CreatedAt, ShortOf(manifest.InstanceId));

    /// <summary>The last digits of the id: they are random, and its first digits are the time of the setup.</summary>
    public static string ShortOf(Guid instanceId) => instanceId.ToString("N")[^InstanceLength..];

    /// <returns>Null where the name has another form.</returns>
    public static NamedBackup? TryParse(string file)
    {
        var name = Path.GetFileName(file);
        if (name.Length != NameLength
            || !DateTimeOffset.TryParseExact(
                name.AsSpan(Prefix.Length, TimeLength), TimeFormat, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var createdAt))
            return null;
        var instance = name.Substring(InstanceStart, InstanceLength);
        return instance.All(char.IsAsciiHexDigitLower) && name == NameOf(createdAt, instance)
            ? new NamedBackup(file, createdAt, instance)
            : null;
    }

    private static string NameOf(DateTimeOffset createdAt, string instance) =>
        $"{Prefix}{createdAt.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{instance}{BackupFile.Extension}";
}
