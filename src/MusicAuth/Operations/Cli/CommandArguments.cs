using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>Finds the command and its operands in the arguments, and the mistakes in them.</summary>
internal static class CommandArguments
{
    public static string? FindError(IReadOnlyList<string> args, RootCommand root)
    {
        Command command = root;
        var operands = 0;
        foreach (var word in args.TakeWhile(word => !word.StartsWith('-')))
        {
            if (command.Subcommands.FirstOrDefault(subcommand => subcommand.Name == word) is { } found)
                command = found;
            else if (command.Subcommands.Count > 0)
                return Unknown(word, command, isRoot: command == root);
            else if (++operands > command.Arguments.Count)
                return $"'{command.Name}' does not take the argument '{word}'.";
        }

        return command == root || args.Any(IsHelp) ? null : Missing(args, command);
    }

    /// <returns>The arguments that are settings: without the command, its operands and switches.</returns>
    public static string[] Settings(IReadOnlyList<string> args, params IEnumerable<string> operands)
    {
        var remaining = operands.ToList();
        return
        [
            .. args.SkipWhile(word => !word.StartsWith('-') && !remaining.Contains(word, StringComparer.Ordinal))
                .Where(word => !CommandLineSwitches.Contains(word) && !remaining.Remove(word)),
        ];
    }

    private static string Unknown(string word, Command command, bool isRoot)
    {
        var known = command.Subcommands.Select(subcommand => subcommand.Name).ToList();
        var near = string.Join(" or ", NameSimilarity.Nearest(word, known));
        return isRoot
            ? $"MusicAuth has no command '{word}'. Did you mean {near}? The commands are {string.Join(", ", known)}; "
                + "without a command MusicAuth starts the server."
            : $"'{command.Name}' has no command '{word}'. Did you mean {near}?";
    }

    private static string? Missing(IReadOnlyList<string> args, Command command)
    {
        var subcommands = string.Join(" or ", command.Subcommands.Select(subcommand => subcommand.Name));
        if (subcommands.Length > 0)
            return $"'{command.Name}' requires a command: {subcommands}.";
        var operands = args.SkipWhile(word => word != command.Name).Skip(1).Count(word => !word.StartsWith('-'));
        return command.Arguments.Count > operands
            ? $"'{command.Name}' requires <{command.Arguments[0].Name}>: {command.Arguments[0].Description}"
            : null;
    }

    private static bool IsHelp(string word) => word is "--help" or "-h" or "-?";
}
