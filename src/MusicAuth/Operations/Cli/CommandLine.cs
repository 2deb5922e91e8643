using System.CommandLine;

namespace MusicAuth.Operations.Cli;

/// <summary>The command line: commands, and settings such as <c>--urls=http://127.0.0.1:5080</c>.</summary>
internal static class CommandLine
{
    /// <param name="args">A command and settings. Without a command the server starts.</param>
    /// <param name="compose">Adds every module, builds the application and maps its endpoints.</param>
    public static async Task<int> RunAsync(string[] args, Func<WebApplicationBuilder, WebApplication> compose)
    {
        var root = new CommandTree(args, compose).Create();
        if (CommandArguments.FindError(args, root) is { } error)
            return await new StartupException(StartupException.Configuration, error).WriteAsync(Console.Error);
        try
        {
            // By default System.CommandLine ends the process 2 s after SIGTERM, before requests are finished.
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration
            {
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (Exception exception) when (StartupErrors.From(exception) is { } known)
        {
            return await known.WriteAsync(Console.Error);
        }
    }
}
