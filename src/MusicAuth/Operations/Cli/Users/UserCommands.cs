namespace MusicAuth.Operations.Cli.Users;

/// <summary>The command <c>users</c>.</summary>
internal static class UserCommands
{
    public static Verb Create(CommandHost host) => new(
        "users", "Manages the users of this MusicAuth.",
        ListUsersCommand.Create(host), RemoveUserCommand.Create(host), OwnerLinkCommand.Create(host));
}
