using System.CommandLine;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli;

/// <summary>docs/commands.md names every command, and each of its examples is a command line that works.</summary>
public sealed partial class CommandsDocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathOf("docs", "commands.md"));

    private readonly RootCommand _root =
        CommandTree.Create(new CommandHost([], _ => throw new NotSupportedException()));

    [Fact]
    public void Every_command_has_a_heading_and_its_exit_codes()
    {
        foreach (var verb in Verbs(_root).OfType<Verb>().Where(verb => verb.Subcommands.Count == 0))
        {
            var section = SectionOf(PathOf(verb));
            section.ShouldNotBeNull($"docs/commands.md has no heading for {PathOf(verb)}");
            foreach (var (code, _) in verb.ExitCodes)
                section.ShouldContain($"`{code}`", customMessage: PathOf(verb));
            foreach (var option in verb.Options.Where(option => !option.Hidden && option.Name != "--help"))
                section.ShouldContain(option.Name, customMessage: PathOf(verb));
            verb.Examples.ShouldContain(example => section.Contains($"MusicAuth {example}"), PathOf(verb));
        }
    }

    [Fact]
    public void Every_example_is_a_command_line_that_the_tree_accepts()
    {
        var examples = CodeBlock().Matches(Document)
            .SelectMany(block => block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => line["MusicAuth ".Length..]).ToList();

        examples.Count.ShouldBeGreaterThan(10);
        foreach (var example in examples)
        {
            var args = CommandLineText.Split(example);
            CommandArguments.FindError(args, _root).ShouldBeNull(example);
            var parsed = CommandArguments.Parse(args, _root);
            parsed.Errors.ShouldBeEmpty(example);
            SettingArguments.Parse(CommandArguments.Settings(parsed)).Errors.ShouldBeEmpty(example);
        }
    }

    private static string? SectionOf(string path)
    {
        var start = Document.IndexOf($"\n## {path}\n", StringComparison.Ordinal);
        if (start < 0)
            return null;
        var end = Document.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return Document[start..(end < 0 ? Document.Length : end)];
    }

    private static string PathOf(Command verb) => verb.Parents.OfType<Verb>().FirstOrDefault() is { } parent
        ? $"{PathOf(parent)} {verb.Name}"
        : verb.Name;

    private static IEnumerable<Command> Verbs(Command command) =>
        command.Subcommands.SelectMany(subcommand => Verbs(subcommand).Prepend(subcommand));

    [GeneratedRegex("```sh\n(?<lines>[^`]+)```", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CodeBlock();
}
