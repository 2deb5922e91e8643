using System.CommandLine;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli;

/// <summary>Every command has a help with examples and exit codes, and takes the arguments of its examples.</summary>
public sealed class CommandTreeTests
{
    private readonly RootCommand _root =
        CommandTree.Create(new CommandHost([], _ => throw new NotSupportedException()));

    [Fact]
    public void Every_command_has_examples_and_exit_codes()
    {
        foreach (var verb in Verbs(_root).OfType<Verb>().Where(verb => verb.Subcommands.Count == 0))
        {
            verb.Examples.ShouldNotBeEmpty(verb.Name);
            verb.Examples.ShouldAllBe(example => example.StartsWith(PathOf(verb)), verb.Name);
            verb.ExitCodes.ShouldContain(code => code.Code == 0, verb.Name);
            verb.ExitCodes.Select(code => code.Code).ShouldBeUnique(verb.Name);
        }
    }

    [Fact]
    public void Every_example_is_a_command_line_that_the_tree_accepts()
    {
        foreach (var example in Verbs(_root).OfType<Verb>().SelectMany(verb => verb.Examples))
            ErrorsOf(CommandLineText.Split(example)).ShouldBeEmpty(example);
    }

    [Fact]
    public void The_help_shows_settings_examples_and_exit_codes()
    {
        using var output = new StringWriter();

        CommandArguments.Parse(["vault", "new-key", "--help"], _root)
            .Invoke(new InvocationConfiguration { Output = output }).ShouldBe(0);

        var help = output.ToString();
        help.ShouldContain("vault new-key <file>");
        help.ShouldContain("--Section:Key=value");
        help.ShouldContain("Examples:");
        help.ShouldContain("Exit codes:");
        help.ShouldNotContain("application that is being run");
    }

    [Theory]
    [InlineData("--DataDirectory", "users")]
    [InlineData("--DataDirectory=vault", "--Smtp:Password", "@secret")]
    [InlineData("serve", "--DataDirectory", "health")]
    public void The_value_of_a_setting_is_neither_a_command_nor_a_file_of_arguments(params string[] args)
    {
        var parsed = CommandArguments.Parse(args, _root);

        parsed.Errors.ShouldBeEmpty();
        parsed.CommandResult.Command.Name.ShouldBe(ServeCommand.Name);
        CommandArguments.Settings(parsed).ShouldBe([.. args.Where(arg => arg != "serve")]);
    }

    [Fact]
    public void The_operands_of_a_command_are_not_settings()
    {
        var parsed = CommandArguments.Parse(["import-sqlite", "old.db", "--Database:Kind=Postgres"], _root);

        CommandArguments.Settings(parsed).ShouldBe(["--Database:Kind=Postgres"]);
    }

    private IEnumerable<string> ErrorsOf(string[] args)
    {
        if (CommandArguments.FindError(args, _root) is { } error)
            return [error];
        var parsed = CommandArguments.Parse(args, _root);
        return [.. parsed.Errors.Select(problem => problem.Message),
            .. SettingArguments.Parse(CommandArguments.Settings(parsed)).Errors];
    }

    private static string PathOf(Command verb) => verb.Parents.OfType<Verb>().FirstOrDefault() is { } parent
        ? $"{PathOf(parent)} {verb.Name}"
        : verb.Name;

    private static IEnumerable<Command> Verbs(Command command) =>
        command.Subcommands.SelectMany(subcommand => Verbs(subcommand).Prepend(subcommand));
}
