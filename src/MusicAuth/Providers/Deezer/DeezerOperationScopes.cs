namespace MusicAuth.Providers.Deezer;

/// <summary>
/// The permissions that an operation of Deezer's API needs. Deezer's documentation is closed, so the table follows the
/// permissions' names: to add to the library needs manage, to remove from it needs delete.
/// </summary>
internal static class DeezerOperationScopes
{
    private static readonly OperationScopeTable Table = new(
        """
        GET         /user/me                  basic_access
        GET         /user/me/history          listening_history
        GET         /user/me/{}               basic_access
        GET         /user/me/{}/{}            basic_access
        POST,DELETE /user/me/followings       manage_community
        POST        /user/me/{}               manage_library
        DELETE      /user/me/{}               delete_library
        POST        /playlist/{}              manage_library
        DELETE      /playlist/{}              delete_library
        POST        /playlist/{}/seen         basic_access
        POST        /playlist/{}/tracks       manage_library
        DELETE      /playlist/{}/tracks       delete_library
        """);

    public static IReadOnlyList<string> GetScopes(string method, string path) => Table.GetScopes(method, path);
}
