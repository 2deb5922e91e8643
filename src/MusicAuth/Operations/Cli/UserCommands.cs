using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>The verbs under <c>users</c>, as the command line knows them.</summary>
internal static class UserCommands
{
    public static Command Create(Func<Task<int>> printOwnerLink)
    {
        var users = new Command("users",
            "Manages the users of this MusicAuth.") { TreatUnmatchedTokensAsErrors = false };
        var link = new Command(
            "owner-link",
                "Prints a link that is valid for one hour. The account that signs in with the link becomes the owner.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        link.SetAction(_ => printOwnerLink());
        users.Add(link);
        return users;
    }
}
