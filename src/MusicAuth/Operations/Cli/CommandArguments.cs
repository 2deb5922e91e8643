using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>Finds the command and its operands in the arguments, and the mistakes in them.</summary>
internal static class CommandArguments
{
    private const int MaxTypos = 2;

    public static string? FindError(IReadOnlyList<string> args, RootCommand root)
    {
        Command command = root;
        var operands = 0;
        foreach (var word in args.TakeWhile(word => !word.StartsWith('-')))
        {
            if (Find(command, word) is { } found)
                command = found;
            else if (command.Subcommands.Count > 0)
                return Unknown(word, command, isRoot: command == root);
            else if (++operands > command.Arguments.Count)
                return $"'{command.Name}' does not take the argument '{word}'.";
        }

        return command == root || args.Any(IsHelp) ? null : Missing(args, command);
    }

    /// <summary>
    /// Parses the arguments after the command. The value of a setting can be the name of a command, as in
    /// <c>--DataDirectory backup</c>.
    /// </summary>
    public static ParseResult Parse(IReadOnlyList<string> args, RootCommand root)
    {
        Command command = root;
        var words = 0;
        while (words < args.Count && Find(command, args[words]) is { } found)
            (command, words) = (found, words + 1);
        if (command == root && !args.Any(IsHelp) && !args.Contains("--version", StringComparer.Ordinal))
            command = Find(root, ServeCommand.Name)!;
        // A value such as a password can begin with @, which does not name a response file here.
        return command.Parse([.. args.Skip(words)], new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    /// <returns>An error where an argument or an option is empty, as with a shell variable that is not set.</returns>
    public static string? FindEmptyValue(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Arguments.FirstOrDefault(argument => IsEmpty(parsed.GetResult(argument))) is { } argument)
            return Required(command, argument);
        return command.Options.FirstOrDefault(option => IsEmpty(parsed.GetResult(option))) is { } option
            ? $"{option.Name} has no value. {option.Description}"
            : null;
    }

    /// <returns>A hint where an argument resembles an option of the command.</returns>
    public static string? FindMistypedOption(ParseResult parsed)
    {
        var options = parsed.CommandResult.Command.Options.Where(option => !option.Hidden)
            .Select(option => option.Name).ToList();
        foreach (var name in Settings(parsed).Where(token => token.StartsWith("--", StringComparison.Ordinal))
            .Select(token => token.Split('=')[0]))
        {
            if (SettingNameCheck.FindErrorStrictly(name[2..]) is not null
                && options.Find(option => NameSimilarity.EditDistance(option, name) <= MaxTypos) is { } option)
                return $"{name} is not an option. Did you mean {option}?";
        }

        return null;
    }

    /// <returns>The arguments that are settings: all that the command does not define.</returns>
    public static string[] Settings(ParseResult parsed) =>
        [.. parsed.UnmatchedTokens.Where(token => !CommandLineSwitches.Contains(token))];

    private static Command? Find(Command command, string word) =>
        command.Subcommands.FirstOrDefault(subcommand => subcommand.Name == word);

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
        return command.Arguments.Count > operands ? Required(command, command.Arguments[0]) : null;
    }

    private static string Required(Command command, Argument argument) =>
        $"'{command.Name}' requires <{argument.Name}>: {argument.Description}";

    private static bool IsEmpty(System.CommandLine.Parsing.SymbolResult? result) =>
        result is not null && result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value));

    private static bool IsHelp(string word) => word is "--help" or "-h" or "-?";
}
