using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>The command line: commands, and settings such as <c>--urls=http://127.0.0.1:5080</c>.</summary>
internal static class CommandLine
{
    /// <param name="args">A command and settings. Without a command the server starts.</param>
    /// <param name="compose">Adds every module, builds the application and maps its endpoints.</param>
    /// <param name="output">The standard output of the commands; null for the console.</param>
    /// <param name="error">The standard error; null for the console.</param>
    public static async Task<int> RunAsync(
        string[] args, Func<WebApplicationBuilder, WebApplication> compose, TextWriter? output = null,
        TextWriter? error = null)
    {
        error ??= Console.Error;
        var root = CommandTree.Create(new CommandHost(args, compose));
        if (CommandArguments.FindError(args, root) is { } mistake)
            return await RefuseAsync(mistake, error);
        var parsed = CommandArguments.Parse(args, root);
        if (parsed.Errors.Count > 0 && parsed.Action is not VerbHelp)
            return await RefuseAsync(
                string.Join(Environment.NewLine, parsed.Errors.Select(problem => problem.Message))
                + " Add --help for examples.",
                error);
        if ((CommandArguments.FindEmptyValue(parsed) ?? CommandArguments.FindMistypedOption(parsed)) is { } hint)
            return await RefuseAsync(hint, error);
        try
        {
            // By default System.CommandLine ends the process 2 s after SIGTERM, before requests are finished.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
                Output = output ?? Console.Out,
                Error = error,
            });
        }
        catch (Exception exception) when (StartupErrors.From(exception) is { } known)
        {
            return await known.WriteAsync(error);
        }
    }

    private static Task<int> RefuseAsync(string mistake, TextWriter error) =>
        new StartupException(StartupException.Configuration, mistake).WriteAsync(error);
}
