using System.CommandLine;
using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Cli;

/// <summary>Runs a command inside the application, with the settings of its command line.</summary>
/// <param name="compose">Adds every module, builds the application and maps its endpoints.</param>
internal sealed class CommandHost(string[] args, Func<WebApplicationBuilder, WebApplication> compose)
{
    public Task<int> RunAsync(ParseResult parsed, Func<WebApplication, Task<int>> run) =>
        ComposeAsync(parsed, Validated(run));

    /// <summary>Like <see cref="RunAsync"/>, without log lines between the lines of the output.</summary>
    public Task<int> RunQuietlyAsync(ParseResult parsed, Func<IServiceProvider, Task<int>> run) =>
        ComposeAsync(parsed, Validated(app => run(app.Services)), WithoutConsoleLog);

    /// <summary>Like <see cref="RunQuietlyAsync"/>, for a command that reports invalid settings itself.</summary>
    public Task<int> RunWithoutValidationAsync(ParseResult parsed, Func<IServiceProvider, Task<int>> run) =>
        ComposeAsync(parsed, app => run(app.Services), WithoutConsoleLog);

    /// <summary>Lets a command work on the database of a MusicAuth, which can be running.</summary>
    public Verb UseInstance(
        Verb verb, InstanceUse use, Func<IServiceProvider, ParseResult, CancellationToken, Task> work)
    {
        verb.SetAction((parsed, cancellationToken) => RunQuietlyAsync(
            parsed,
            services => services.GetRequiredService<ExistingInstance>().UseAsync(
                use, scoped => work(scoped, parsed, cancellationToken), cancellationToken)));
        return verb;
    }

    private static void WithoutConsoleLog(IServiceCollection services) => services.AddSingleton<NoConsoleLog>();

    // Before any service depends on the options: it would report the errors of one section only.
    private static Func<WebApplication, Task<int>> Validated(Func<WebApplication, Task<int>> run) => app =>
    {
        StartupErrors.Validate(app.Services.GetRequiredService<IStartupValidator>());
        return run(app);
    };

    private async Task<int> ComposeAsync(
        ParseResult parsed, Func<WebApplication, Task<int>> run, Action<IServiceCollection>? configure = null)
    {
        var builder = BrokerBuilderFactory.Create(CommandArguments.Settings(parsed));
        configure?.Invoke(builder.Services);
        SandboxClockFollower.AddTo(builder.Services, args);
        await using var app = compose(builder);
        return await run(app);
    }
}
