using System.CommandLine;

namespace MusicAuth.Operations.Cli.Users;

/// <summary>Finds the user that a command line names by id or by name.</summary>
internal static class UserLookup
{
    public static Option<string> CreateOption() =>
        new("--user") { Description = "The id or the name of the user; 'users list' shows both.", Required = true };

    /// <exception cref="StartupException">No user or several users have the name.</exception>
    public static async Task<User> FindAsync(
        IServiceProvider services, string text, CancellationToken cancellationToken)
    {
        var users = (await services.GetRequiredService<UserStore>().ListAsync(cancellationToken))
            .Select(overview => overview.User).ToList();
        if (Guid.TryParse(text, out var id) && users.Find(user => user.Id == id) is { } byId)
            return byId;
        var named = users.FindAll(user =>
            string.Equals(user.DisplayName, text, StringComparison.OrdinalIgnoreCase));
        return named switch
        {
            [var only] => only,
            [] => throw new StartupException(
                StartupException.Configuration,
                "This MusicAuth has no user with this id or name. Run 'MusicAuth users list'."),
            _ => throw new StartupException(
                StartupException.Configuration,
                $"{named.Count} users have this name. Use the id from 'MusicAuth users list'."),
        };
    }
}
