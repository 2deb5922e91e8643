using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>The verbs under <c>users</c>, as the command line knows them.</summary>
internal static class UserCommands
{
    public static Command Create(Func<Task<int>> printOwnerLink)
    {
        var users = new Command("users", "The users of this instance.") { TreatUnmatchedTokensAsErrors = false };
        var link = new Command(
            "owner-link", "Prints a link for an hour: the account that signs in through it owns the instance.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        link.SetAction(_ => printOwnerLink());
        users.Add(link);
        return users;
    }
}
