using Microsoft.Extensions.Options;

namespace MusicAuth.Operations.Cli;

/// <summary>Starts the server; runs when the command line contains no command.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        app.Services.GetRequiredService<RollbackDetector>().IsAccepted =
            args.Contains(CommandLineSwitches.AcceptRollback, StringComparer.Ordinal);
        if (app.Services.GetService<SandboxClockFollower>() is { } sandbox)
        {
            StartupErrors.Validate(app.Services.GetRequiredService<IStartupValidator>());
            await sandbox.StartAsync(
                app.Services.GetServices<ProviderRegistration>(), app.Lifetime.ApplicationStopping);
        }

        await app.Services.GetRequiredService<StartupSequence>().RunAsync(CancellationToken.None);
        if (args.Contains(CommandLineSwitches.StopWithStandardInput, StringComparer.Ordinal))
            StandardInputMonitor.StopWhenClosed(app.Lifetime);
        await ListenAsync(app);
        return 0;
    }

    private static async Task ListenAsync(WebApplication app)
    {
        var (started, stopping) = (app.Lifetime.ApplicationStarted, app.Lifetime.ApplicationStopping);
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // A signal stopped the host before it finished starting.
        }
        // Examples: a missing certificate, a socket in a folder without permission.
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException
            && StartupErrors.From(failure) is null && !started.IsCancellationRequested)
        {
            throw new StartupException(
                StartupException.Configuration,
                $"MusicAuth cannot listen: {failure.Message} Correct the setting Urls or the section Kestrel.",
                failure);
        }
        catch (Exception failure) when (started.IsCancellationRequested && stopping.IsCancellationRequested)
        {
            // The other components have stopped, so the exit code stays 0.
            await Console.Error.WriteLineAsync($"musicauth: A component did not stop cleanly: {failure.Message}");
        }
    }
}
