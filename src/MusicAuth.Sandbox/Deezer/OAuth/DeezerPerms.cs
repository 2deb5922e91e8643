namespace MusicAuth.Sandbox.Deezer.OAuth;

internal static class DeezerPerms
{
    public const string BasicAccess = "basic_access";
    public const string Email = "email";
    public const string OfflineAccess = "offline_access";
    public const string ManageLibrary = "manage_library";
    public const string DeleteLibrary = "delete_library";
    public const string ListeningHistory = "listening_history";

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        [BasicAccess] = "See your name, playlists and favourites",
        [Email] = "See your email address",
        [OfflineAccess] = "Keep access until you remove the app",
        [ManageLibrary] = "Add to your library",
        ["manage_community"] = "Follow and unfollow artists and users",
        [DeleteLibrary] = "Remove from your library",
        [ListeningHistory] = "See what you played",
    };

    /// <summary>Permissions are separated by commas, as documented, or by spaces; unknown ones are ignored.</summary>
    public static string[] Split(string? perms)
    {
        string[] known = [.. (perms ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Where(Words.ContainsKey).Distinct(StringComparer.Ordinal)];
        return known.Length == 0 ? [BasicAccess] : known;
    }

    public static IEnumerable<string> InWords(IEnumerable<string> perms) => perms.Select(perm => Words[perm]);
}
