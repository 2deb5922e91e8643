using Microsoft.AspNetCore.WebUtilities;

namespace MusicAuth.Tests.Library;

public static class UnifiedPageExtensions
{
    public static string[] Ids(this UnifiedPage<Playlist> page) => [.. page.Items.Select(item => item.Id)];

    public static string CursorOf(string next) =>
        QueryHelpers.ParseQuery(next[next.IndexOf('?', StringComparison.Ordinal)..])["cursor"]!;
}
