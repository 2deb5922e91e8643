using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>A command whose help also shows examples and exit codes.</summary>
internal sealed class Verb : Command
{
    /// <param name="name">Its name.</param>
    /// <param name="description">Its description in the help.</param>
    /// <param name="parts">Its arguments and options, or its commands.</param>
    public Verb(string name, string description, params IEnumerable<Symbol> parts)
        : base(name, description)
    {
        // Settings are unknown to System.CommandLine: --Spotify:ClientId=…
        TreatUnmatchedTokensAsErrors = false;
        foreach (var part in parts)
        {
            if (part is Argument argument)
                Add(argument);
            else if (part is Option option)
                Add(option);
            else
                Add((Command)part);
        }
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

    public IReadOnlyList<(int Code, string Meaning)> ExitCodes { get; init; } = OfDatabase;
}
