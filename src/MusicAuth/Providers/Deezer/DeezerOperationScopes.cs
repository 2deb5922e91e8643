namespace MusicAuth.Providers.Deezer;

/// <summary>
/// Which permissions an operation of Deezer's API needs. Its portal is closed, so these are the permissions by what
/// they are for: whoever takes something out of the library deletes, whoever puts something in manages.
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

    /// <param name="method">As in the request.</param>
    /// <param name="path">As <c>/user/me/tracks</c>.</param>
    /// <returns>Empty where the operation needs none or is not known.</returns>
    public static IReadOnlyList<string> ScopesFor(string method, string path) => Table.ScopesFor(method, path);
}
