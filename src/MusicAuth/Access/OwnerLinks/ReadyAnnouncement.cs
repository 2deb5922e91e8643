using Microsoft.Extensions.Options;

namespace MusicAuth.Access.OwnerLinks;

/// <summary>
/// Ends the start with the address, and with an owner link where the instance has no owner: the last lines on the
/// console until something happens.
/// </summary>
internal sealed partial class ReadyAnnouncement(
    ScopedServices scopes, PlainSql sql, IOptions<AccessOptions> options, PublicAddress address,
    LocalBrowserDetector local, ILogger<ReadyAnnouncement> logger)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs when the server listens.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        Log.Ready(logger, address.Origin);
        try
        {
            if (!await sql.AnyAsync("SELECT 1 FROM users WHERE is_owner LIMIT 1", cancellationToken))
                await AnnounceAsync(cancellationToken);
        }
        catch (Exception failure) when (StorageFault.IsIn(failure))
        {
            await Console.Out.WriteLineAsync(
                "The database does not accept writes, so MusicAuth cannot create an owner link. Run 'MusicAuth users "
                + "owner-link' later to become the owner from another machine.");
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        // A browser on the host is not on the machine of the container.
        var isOpenToFirst = options.Value.Registration == RegistrationMode.Owner && local.IsLoopbackInstance
            && !ProcessEnvironment.IsContainer
            && !await scopes.UseAsync((UserStore users) => users.AnyAsync(cancellationToken));
        var link = await scopes.UseAsync(
            (OwnerLinkStore links) => links.IssueForFirstOwnerAsync(cancellationToken));
        if (link is null)
            return;
        var firstSignIn = isOpenToFirst ? " The first account that signs in on this machine becomes the owner." : "";
        // The link is a secret for an hour: it goes to the console, not to the log.
        await Console.Out.WriteLineAsync(
            $"""
            This MusicAuth has no owner yet.{firstSignIn}
            To become the owner{(isOpenToFirst ? " from another machine" : "")}, open this link within one hour
            and sign in:
              {OwnerLinkStore.UrlOf(address, link)}
            """);
    }

    private static partial class Log
    {
        [LoggerMessage(1060, LogLevel.Information, "MusicAuth is ready: open {Address}")]
        public static partial void Ready(ILogger logger, string address);
    }
}
