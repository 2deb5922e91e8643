using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>What is wrong with the verbs of a command line, in our own words.</summary>
internal static class CommandArguments
{
    /// <summary>Null where they can be run.</summary>
    public static string? FindError(IReadOnlyList<string> args, RootCommand root)
    {
        Command command = root;
        var operands = 0;
        foreach (var word in args.TakeWhile(word => !word.StartsWith('-')))
        {
            if (command.Subcommands.FirstOrDefault(one => one.Name == word) is { } known)
                command = known;
            else if (command.Subcommands.Count > 0)
                return Unknown(word, command, isRoot: command == root);
            else if (++operands > command.Arguments.Count)
                return $"'{command.Name}' does not take the argument '{word}'.";
        }

        return command == root || args.Any(IsHelp) ? null : Missing(args, command);
    }

    /// <summary>The arguments that are settings: no verb, no operand of it, no switch.</summary>
    public static string[] Settings(IReadOnlyList<string> args, params IEnumerable<string> operands)
    {
        var left = operands.ToList();
        return
        [
            .. args.SkipWhile(word => !word.StartsWith('-') && !left.Contains(word, StringComparer.Ordinal))
                .Where(word => !CommandLineSwitches.Contains(word) && !left.Remove(word)),
        ];
    }

    private static string Unknown(string word, Command command, bool isRoot)
    {
        var known = command.Subcommands.Select(one => one.Name).ToList();
        var near = string.Join(" or ", NameSimilarity.Nearest(word, known));
        return isRoot
            ? $"MusicAuth has no command '{word}'. Did you mean {near}? The commands are {string.Join(", ", known)}; "
                + "without a command MusicAuth starts the server."
            : $"'{command.Name}' has no command '{word}'. Did you mean {near}?";
    }

    private static string? Missing(IReadOnlyList<string> args, Command command)
    {
        var verbs = string.Join(" or ", command.Subcommands.Select(one => one.Name));
        if (verbs.Length > 0)
            return $"'{command.Name}' requires a command: {verbs}.";
        var operands = args.SkipWhile(word => word != command.Name).Skip(1).Count(word => !word.StartsWith('-'));
        return command.Arguments.Count > operands
            ? $"'{command.Name}' requires <{command.Arguments[0].Name}>: {command.Arguments[0].Description}"
            : null;
    }

    private static bool IsHelp(string word) => word is "--help" or "-h" or "-?";
}
