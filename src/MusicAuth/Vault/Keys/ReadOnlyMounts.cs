using System.Globalization;
using System.Text.RegularExpressions;

namespace MusicAuth.Vault.Keys;

/// <summary>Finds the read-only mounts in the text of <c>/proc/self/mountinfo</c> (proc(5)).</summary>
internal static partial class ReadOnlyMounts
{
    private const int MountPoint = 4;
    private const int MountOptions = 5;

    public static bool Contain(string path, IEnumerable<string> mountInfo)
    {
        var deepest = "";
        var isReadOnly = false;
        foreach (var line in mountInfo)
        {
            var fields = line.Split(' ');
            var separator = Array.IndexOf(fields, "-");
            if (separator <= MountOptions)
                continue;

            // The later of two mounts on one point hides the earlier one.
            var mountPoint = Unescape(fields[MountPoint]);
            if (mountPoint.Length >= deepest.Length && IsWithin(path, mountPoint))
            {
                deepest = mountPoint;
                isReadOnly = IsReadOnly(fields[MountOptions]) || IsReadOnly(fields[^1]);
            }
        }

        return isReadOnly;
    }

    private static bool IsWithin(string path, string mountPoint) =>
        path == mountPoint || path.StartsWith(mountPoint.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static bool IsReadOnly(string options) => options.Split(',').Contains("ro", StringComparer.Ordinal);

    private static string Unescape(string text) => Octal().Replace(text, match =>
        ((char)Convert.ToInt32(match.Groups["code"].Value, 8)).ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\\(?<code>[0-7]{3})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Octal();
}
