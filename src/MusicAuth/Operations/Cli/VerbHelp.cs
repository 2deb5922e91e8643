using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MusicAuth.Operations.Cli;

/// <summary>The help of System.CommandLine, followed by settings, examples and exit codes.</summary>
internal sealed class VerbHelp(HelpAction standard) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public static void AddTo(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            if (help.Action is HelpAction standard)
                help.Action = new VerbHelp(standard);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        // Otherwise the help explains settings as "arguments passed to the application that is being run".
        command.TreatUnmatchedTokensAsErrors = true;
        var exitCode = standard.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        Write(output, "Settings", ["--Section:Key=value, for each setting of docs/settings.md"]);
        if (command is Verb verb)
        {
            Write(output, "Examples", [.. verb.Examples.Select(example => $"MusicAuth {example}")]);
            Write(output, "Exit codes", [.. verb.ExitCodes.Select(code => $"{code.Code,-3} {code.Meaning}")]);
        }

        return exitCode;
    }

    private static void Write(TextWriter output, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
            return;
        output.WriteLine($"{title}:");
        foreach (var line in lines)
            output.WriteLine($"  {line}");
        output.WriteLine();
    }
}
