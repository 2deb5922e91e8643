using Microsoft.Extensions.Options;
using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>Says at start how an unclaimed instance gets its owner.</summary>
public sealed class ClaimAnnouncement(
    IServiceScopeFactory scopes, IOptions<AccessOptions> options, ClaimLink claimLink, PublicAddress address)
    : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Registration != RegistrationMode.Owner)
            return;
        await using var scope = scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<Users>().AnyAsync(cancellationToken))
            return;
        // To the console and not to the log: it is a secret for an hour, and logs are kept and shipped.
        await Console.Out.WriteLineAsync(
            $"""
            This instance has no owner yet. The first sign-in from this machine owns it; from elsewhere open, within an hour:
              {address.Absolute("/login")}?claim={claimLink.Issue()}
            """);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
