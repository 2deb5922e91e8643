using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>A command whose help also shows examples and exit codes.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, string description, params IEnumerable<Command> subcommands)
        : base(name, description)
    {
        // Settings are unknown to System.CommandLine: --Spotify:ClientId=…
        TreatUnmatchedTokensAsErrors = false;
        foreach (var subcommand in subcommands)
            Add(subcommand);
    }

    /// <summary>The exit codes of the commands that open the database.</summary>
    public static (int Code, string Meaning)[] OfDatabase { get; } =
    [
        (0, "Done."),
        (StartupException.Configuration, "A setting or an argument is not valid."),
        (StartupException.DatabaseUnusable, "The database cannot be used."),
        (StartupException.MasterKeyUnusable, "The master key is missing or wrong."),
    ];

    /// <summary>Command lines without the name of the program.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    public IReadOnlyList<(int Code, string Meaning)> ExitCodes { get; init; } = [];
}
