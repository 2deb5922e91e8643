using System.CommandLine;

namespace MusicAuth.Operations.Cli.Users;

/// <summary>The command <c>users list</c>.</summary>
internal static class ListUsersCommand
{
    public static Verb Create(CommandHost host)
    {
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var verb = new Verb("list", "Lists the users, the oldest first.", json)
        {
            Examples = ["users list", "users list --json"],
        };
        return host.UseInstance(verb, InstanceUse.Read, async (services, parsed, cancellationToken) =>
        {
            var users = await ListAsync(services, cancellationToken);
            await CommandOutput.WriteAsync(
                parsed, parsed.GetValue(json), users,
                ["ID", "NAME", "OWNER", "CREATED", "LAST SEEN", "SESSIONS", "KEYS", "CONNECTIONS"],
                user =>
                [
                    $"{user.Id}", user.Name ?? "", user.IsOwner ? "yes" : "",
                    CommandOutput.Day(user.CreatedAt), CommandOutput.Day(user.LastSeenAt), $"{user.Sessions}",
                    $"{user.Keys}", string.Join(' ', user.Connections),
                ]);
        });
    }

    private static async Task<IReadOnlyList<ListedUser>> ListAsync(
        IServiceProvider services, CancellationToken cancellationToken)
    {
        var overviews = await services.GetRequiredService<UserStore>().ListAsync(cancellationToken);
        var grants = (await services.GetRequiredService<GrantStore>().ListAllAsync(cancellationToken))
            .ToLookup(grant => grant.UserId);
        return
        [
            .. overviews.Select(overview => new ListedUser(
                overview.User.Id, overview.User.DisplayName, overview.User.IsOwner, overview.User.CreatedAt,
                overview.LastSeenAt, overview.Sessions, overview.Keys,
                [.. grants[overview.User.Id].Select(grant => grant.Provider).Order(StringComparer.Ordinal)])),
        ];
    }

    private sealed record ListedUser(
        Guid Id, string? Name, bool IsOwner, DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt, int Sessions,
        int Keys, IReadOnlyList<string> Connections);
}
