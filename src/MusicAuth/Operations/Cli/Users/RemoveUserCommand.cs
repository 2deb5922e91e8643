using System.CommandLine;

namespace MusicAuth.Operations.Cli.Users;

/// <summary>The command <c>users remove</c>: erases a user like the owner's request to delete them.</summary>
internal static class RemoveUserCommand
{
    private const string Confirmation = "yes";

    public static Verb Create(CommandHost host)
    {
        var name = new Argument<string>("user") { Description = "The id or the name of the user." };
        var yes = new Option<bool>("--yes") { Description = "Asks no question." };
        var verb = new Verb("remove", "Deletes a user with all tokens, sessions and keys.", name, yes)
        {
            Examples =
            [
                "users remove dora", "users remove 0190c5a2-6f5e-7c3e-9d53-0c1f6d7e8f90 --yes",
            ],
        };
        return host.UseInstance(verb, InstanceUse.Change, async (services, parsed, cancellationToken) =>
        {
            var user = await UserLookup.FindAsync(services, parsed.GetRequiredValue(name), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (!parsed.GetValue(yes) && !await IsConfirmedAsync(user, output))
                throw new StartupException(StartupException.Configuration, "Nothing was deleted.");
            await RemoveAsync(services, user);
            await output.WriteLineAsync(
                $"Deleted {Describe(user)}. In a running MusicAuth the sessions and keys end within ten seconds.");
            if (user.IsOwner)
                await output.WriteLineAsync(
                    "This MusicAuth has no owner now. Run 'MusicAuth users owner-link' for a new one.");
        });
    }

    private static async Task<bool> IsConfirmedAsync(User user, TextWriter output)
    {
        await output.WriteAsync(
            $"Delete {Describe(user)} with all tokens, sessions and keys? Type {Confirmation} to delete: ");
        await output.FlushAsync();
        return (await Console.In.ReadLineAsync())?.Trim() == Confirmation;
    }

    // The erasure continues where the operator presses Ctrl+C.
    private static async Task RemoveAsync(IServiceProvider services, User user)
    {
        var users = services.GetRequiredService<UserStore>();
        try
        {
            await services.GetRequiredService<GrantStore>().EraseUserAsync(
                user.Id, users, AuditEvent.ByOperator(AuditKind.UserRemoved, user.Id).Anonymous(),
                CancellationToken.None);
        }
        finally
        {
            await services.GetRequiredService<GrantChangeNotifier>().NotifyAsync(user.Id, provider: null);
        }
    }

    private static string Describe(User user) => user.DisplayName is { } name ? $"{name} ({user.Id})" : $"{user.Id}";
}
