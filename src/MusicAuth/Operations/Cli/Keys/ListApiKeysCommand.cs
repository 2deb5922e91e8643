using System.CommandLine;

namespace MusicAuth.Operations.Cli.Keys;

/// <summary>The command <c>keys list</c>.</summary>
internal static class ListApiKeysCommand
{
    public static Verb Create(CommandHost host)
    {
        var user = UserLookup.CreateOption();
        user.Required = false;
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var verb = new Verb("list", "Lists the API keys of all users or of one, without their secrets.", user, json)
        {
            Examples = ["keys list", "keys list --user dora --json"],
        };
        return host.UseInstance(verb, InstanceUse.Read, async (services, parsed, cancellationToken) =>
        {
            var keys = await ListAsync(services, parsed.GetValue(user), cancellationToken);
            await CommandOutput.WriteAsync(
                parsed, parsed.GetValue(json), keys,
                ["ID", "USER", "NAME", "SCOPES", "CREATED", "EXPIRES", "LAST USED"],
                key =>
                [
                    key.Key.Id, key.UserName ?? $"{key.UserId}", key.Key.Name, string.Join(' ', key.Key.Scopes),
                    CommandOutput.Day(key.Key.CreatedAt), CommandOutput.Day(key.Key.ExpiresAt),
                    CommandOutput.Day(key.Key.LastUsedAt),
                ]);
        });
    }

    private static async Task<IReadOnlyList<ListedKey>> ListAsync(
        IServiceProvider services, string? user, CancellationToken cancellationToken)
    {
        IEnumerable<User> users = user is null
            ? (await services.GetRequiredService<UserStore>().ListAsync(cancellationToken))
                .Select(overview => overview.User)
            : [await UserLookup.FindAsync(services, user, cancellationToken)];
        var store = services.GetRequiredService<ApiKeyStore>();
        List<ListedKey> keys = [];
        foreach (var owner in users)
        {
            var rows = await store.ListAsync(owner.Id, cancellationToken);
            keys.AddRange(rows.Select(row => new ListedKey(owner.Id, owner.DisplayName, ApiKeyInfo.Of(row))));
        }

        return keys;
    }

    private sealed record ListedKey(Guid UserId, string? UserName, ApiKeyInfo Key);
}
